/** One WebSocket to a console, kept open: asks get answers, pushes go to whoever listens, a lost link comes back. */
export type Message = Record<string, unknown>;
export interface Answer extends Message { ok: boolean; text?: string }
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

const retry_ms = [250, 500, 1000, 2000];

export class Link extends EventTarget {
  state: LinkState = 'connecting';
  /** Host time at which the console was heard last. */
  heard_ms = 0;
  private socket?: WebSocket;
  private next_id = 1;
  private failures = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  /** `token` proves that this page was opened from the address that the program printed. */
  constructor(private readonly url: string, private readonly token: string, private readonly on_push: (push: Message) => void) {
    super();
  }

  open() {
    this.become('connecting');
    const socket = new WebSocket(this.url, ['ipt-console', `token.${this.token}`]);
    this.socket = socket;
    socket.onopen = () => { this.failures = 0; this.heard_ms = Date.now(); this.become('open'); };
    socket.onmessage = (event) => this.take(String(event.data));
    socket.onclose = () => this.lose(socket);
  }

  /** Never throws: a link that goes away answers `ok: false`, and says that it is not known what became of the ask. */
  ask(what: string, fields: Message = {}): Promise<Answer> {
    const socket = this.socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return Promise.resolve({ ok: false, text: 'no_link' });
    const id = this.next_id++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, do: what, ...fields }));
    });
  }

  private take(text: string) {
    this.heard_ms = Date.now();
    const message = JSON.parse(text) as Message;
    if ('push' in message) return this.on_push(message);
    const resolve = this.waiting.get(message.id as number);
    this.waiting.delete(message.id as number);
    resolve?.(message as Answer);
  }

  private lose(socket: WebSocket) {
    if (socket !== this.socket) return;
    for (const resolve of this.waiting.values()) resolve({ ok: false, text: 'link_lost' });
    this.waiting.clear();
    this.become('lost');
    setTimeout(() => this.open(), retry_ms[Math.min(this.failures++, retry_ms.length - 1)]);
  }

  private become(state: LinkState) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}

/** `#token=…&hands=ws://…` as the program printed it. */
export function fragment(name: string): string {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? '';
}

/** The address of `/link` on the server that this page came from. */
export const own_link = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/link`;
