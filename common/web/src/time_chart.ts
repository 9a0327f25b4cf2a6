import uPlot from 'uplot';
import uplot_css from 'uplot/dist/uPlot.min.css';
import { LitElement, css, html, nothing, unsafeCSS } from 'lit';
import { look } from './look.js';
import { day, decimal, moment, clock_text } from './amounts.js';
import { t } from './words.js';

export interface Line { name: string; colour: string; dash?: number[]; /** The value holds until the next, or did since the one before. */ stepped?: 'after' | 'before'; values: (number | null)[]; digits?: number }
export interface Flag { at_s: number; text: string; harm: boolean }
export interface ChartData {
  title: string;
  unit: string;
  note?: string;
  /** Seconds of the pump's clock. */
  at_s: number[];
  lines: Line[];
  flags: Flag[];
  /** The moment shown in a replay. */
  now_s?: number;
}

const font = '12px system-ui, "DejaVu Sans", sans-serif';
const table_rows = 60;
/** Less than that is no chart: an hour. */
const shortest_s = 3600;

const newest = (values: (number | null)[]) => values.reduce<number | null>((last, one) => one ?? last, null);

/** A chart over the pump's time, with its figures as a table behind it. */
export class TimeChart extends LitElement {
  static properties = { data: { attribute: false } };
  declare data: ChartData;
  private plot?: uPlot;
  private drawn_lines = '';
  private sizes?: ResizeObserver;
  static styles = [unsafeCSS(uplot_css), look, css`
    .plot { min-height: 11rem; } .u-legend { font-size: .8rem; text-align: left; } .u-legend .u-series > * { padding: 0 .25rem; }
    .u-legend th { color: var(--ink); font-weight: 400; } .u-legend td { border: 0; }
    header { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; gap: 0 .8rem; } h2 { margin-bottom: .2rem; }
    .tag { color: #7a3e00; background: #fff6e0; }
  `];

  firstUpdated() {
    this.sizes = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.sizes.observe(this.box());
    this.draw();
  }
  updated() { if (this.sizes) this.draw(); }
  disconnectedCallback() { super.disconnectedCallback(); this.sizes?.disconnect(); this.plot?.destroy(); this.plot = undefined; this.drawn_lines = ''; }

  private box() { return this.renderRoot.querySelector<HTMLElement>('.plot')!; }
  private size() { return { width: Math.max(220, this.box().clientWidth), height: 170 }; }

  private draw() {
    const lines = this.data.lines.map((line) => line.name + line.colour).join();
    const values = [this.data.at_s, ...this.data.lines.map((line) => line.values)] as uPlot.AlignedData;
    if (this.plot && lines === this.drawn_lines) return this.plot.setData(values);
    this.plot?.destroy();
    this.drawn_lines = lines;
    this.plot = new uPlot(this.options(), values, this.box());
  }

  private options(): uPlot.Options {
    const axis = { font, stroke: '#33424e', grid: { stroke: '#e3e9ed', width: 1 }, ticks: { stroke: '#b9c4cc', width: 1 } };
    const dates = (_: uPlot, splits: number[]) => {
      const within_days = splits.length > 1 && splits[1] - splits[0] < 86_400;
      return splits.map((s) => (within_days ? clock_text(s * 1000).slice(11, 16) : day(clock_text(s * 1000))));
    };
    return {
      ...this.size(), tzDate: (s) => uPlot.tzDate(new Date(s * 1000), 'Etc/UTC'), padding: [12, 34, 0, 0], cursor: { drag: { x: false, y: false } },
      axes: [{ ...axis, values: dates, space: 85 }, { ...axis, size: 56, values: (_, splits) => splits.map((v) => decimal(v, 3)) }],
      scales: { x: { range: (_, low, high) => (this.data.at_s.length < 2 ? [low - shortest_s, low + shortest_s / 20] : high - low < shortest_s ? [high - shortest_s, high + shortest_s / 20] : [low, high]) }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, (high ?? 1) * 1.12)] } },
      series: [{ label: t('time'), value: (_, s, __, at) => (at === null || s === null || s === undefined ? t('now') : moment(clock_text(s * 1000))) }, ...this.data.lines.map((line) => ({
        label: line.name, stroke: line.colour, width: 2, dash: line.dash, points: { size: 4 },
        paths: line.stepped ? uPlot.paths.stepped!({ align: line.stepped === 'after' ? 1 : -1 }) : undefined,
        value: (_: uPlot, v: number | null, series: number, at: number | null) => this.told(this.data.lines[series - 1], at === null ? newest(this.data.lines[series - 1].values) : v),
      }))],
      hooks: { draw: [(plot) => this.flags(plot)] },
    };
  }

  private told(line: Line, value: number | null | undefined) { return value === null || value === undefined ? '—' : `${decimal(value, line.digits ?? 2)} ${this.data.unit}`; }

  /** A pole at each event; a flag, a triangle for harm and alarms, a diamond for the moment of a replay: colour is not alone. */
  private flags(plot: uPlot) {
    const { ctx, bbox } = plot, unit = devicePixelRatio;
    ctx.save();
    const mark = (at_s: number, colour: string, shape: number[]) => {
      const x = plot.valToPos(at_s, 'x', true);
      if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) return;
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineWidth = unit;
      ctx.setLineDash([2 * unit, 3 * unit]);
      ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
      ctx.beginPath();
      for (let i = 0; i < shape.length; i += 2) ctx.lineTo(x + shape[i] * unit, bbox.top + shape[i + 1] * unit);
      ctx.fill();
    };
    for (const flag of this.data.flags.slice(-40)) mark(flag.at_s, flag.harm ? '#a8071a' : '#4a5b68', flag.harm ? [0, -9, 6, 1, -6, 1] : [0, -9, 8, -6, 0, -2]);
    if (this.data.now_s !== undefined) mark(this.data.now_s, '#b45f06', [0, -10, 6, -4, 0, 2, -6, -4]);
    ctx.restore();
  }

  private table() {
    const { at_s, lines, unit } = this.data;
    const step = Math.max(1, Math.ceil(at_s.length / table_rows));
    const rows = at_s.map((_, i) => i).filter((i) => i % step === 0 || i === at_s.length - 1);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('data_table_of', { title: this.data.title })}><table><thead><tr><th scope="col">${t('time')}</th>${lines.map((line) => html`<th scope="col" class="number">${line.name} (${unit})</th>`)}</tr></thead>
      <tbody>${rows.map((i) => html`<tr><th scope="row">${moment(clock_text(at_s[i] * 1000))}</th>${lines.map((line) => {
        const value = line.values[i];
        return html`<td class="number">${value === null || value === undefined ? '—' : decimal(value, line.digits ?? 2)}</td>`;
      })}</tr>`)}</tbody></table></div>`;
  }

  private is_open = false;
  render() {
    const { title, unit, note, lines } = this.data;
    const last = lines.map((line) => `${line.name} ${this.told(line, newest(line.values))}`).join('; ');
    return html`<header><h2>${title} <span class="quiet">(${unit})</span></h2>${note ? html`<span class="tag">${note}</span>` : nothing}</header>
      <div class="plot" role="img" aria-label=${`${title}. ${note ?? ''} ${last}`}></div>
      <details @toggle=${(e: Event) => { this.is_open = (e.target as HTMLDetailsElement).open; this.requestUpdate(); }}><summary>${t('data_table')}</summary>${this.is_open ? this.table() : nothing}</details>`;
  }
}
customElements.define('time-chart', TimeChart);
