import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A state that elements look at. `changed()` draws them anew, once a frame however often it is called. */
export class Model extends EventTarget {
  private is_due = false;
  changed() {
    if (this.is_due) return;
    this.is_due = true;
    queueMicrotask(() => { this.is_due = false; this.dispatchEvent(new Event('change')); });
  }
}

/** Redraws its host when the model changes. */
export class Watching implements ReactiveController {
  private readonly redraw = () => this.host.requestUpdate();
  constructor(private readonly host: ReactiveControllerHost, private readonly model: Model) { host.addController(this); }
  hostConnected() { this.model.addEventListener('change', this.redraw); }
  hostDisconnected() { this.model.removeEventListener('change', this.redraw); }
}
