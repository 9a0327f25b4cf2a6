import { css } from 'lit';

/** What every element of both pages wears. Contrast of text is at least 4.5 : 1 on each of its grounds. */
export const look = css`
  :host { display: block; }
  :host, *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  h2 { font-size: 1.05rem; margin: 0 0 .5rem; color: var(--ink); }
  h3 { font-size: .95rem; margin: .75rem 0 .35rem; color: var(--ink); }
  p { margin: .3rem 0; }
  .panel { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem .9rem; }
  .panel + .panel { margin-top: .75rem; }
  .quiet { color: var(--soft); font-size: .85rem; }
  button, select, input, textarea { font: inherit; color: inherit; }
  button { background: var(--paper); border: 1px solid var(--edge); border-radius: .4rem; padding: .38rem .75rem; min-height: 2.1rem; cursor: pointer; }
  button:hover:not([disabled]) { background: var(--wash); }
  button[disabled] { color: var(--soft); border-color: var(--line); cursor: not-allowed; }
  button.first { background: var(--accent); border-color: var(--accent); color: #fff; font-weight: 600; }
  button.first:hover:not([disabled]) { background: var(--accent-dark); }
  button.first[disabled] { background: #dfe5ea; border-color: #dfe5ea; color: #4a5b68; }
  button.danger { background: #fff; border-color: var(--critical); color: var(--critical); font-weight: 600; }
  button.danger:hover:not([disabled]) { background: #fdecee; }
  button[aria-pressed=true], button[aria-pressed=true]:hover:not([disabled]) { background: var(--accent); border-color: var(--accent); color: #fff; }
  input:not([type=checkbox], [type=range], [type=radio]), select, textarea { background: #fff; border: 1px solid var(--edge); border-radius: .35rem; padding: .35rem .5rem; min-height: 2.1rem; width: 100%; }
  textarea { font-family: ui-monospace, monospace; font-size: .85rem; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  label, .label { display: block; font-size: .85rem; font-weight: 600; margin: .45rem 0 .15rem; }
  label.check { display: flex; gap: .5rem; align-items: center; font-weight: 400; font-size: .95rem; }
  fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .2rem .7rem .7rem; }
  legend { font-weight: 600; font-size: .88rem; padding: 0 .3rem; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  .row.acts { margin-top: .7rem; }
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 .7rem; }
  .spread { justify-content: space-between; }
  .note { border-left: .3rem solid var(--accent); background: var(--wash); padding: .45rem .65rem; border-radius: 0 .35rem .35rem 0; margin: .5rem 0; }
  .note ul, ul.note { margin: .5rem 0; padding-left: 1.6rem; }
  .note.warn { border-color: var(--caution); background: #fff6e0; }
  .note.bad { border-color: var(--critical); background: #fdecee; }
  .note.good { border-color: #1b7a43; background: #e8f6ee; }
  table { border-collapse: collapse; width: 100%; font-size: .88rem; }
  th, td { text-align: left; padding: .28rem .45rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  th { font-weight: 600; color: var(--soft); }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  td.number { white-space: nowrap; }
  th .quiet { font-weight: 400; }
  th[scope=row] { overflow-wrap: anywhere; }
  dl.facts { display: grid; grid-template-columns: auto 1fr; gap: .2rem .8rem; margin: .3rem 0; font-size: .92rem; }
  dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
  summary { cursor: pointer; font-weight: 600; font-size: .9rem; padding: .25rem 0; }
  @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
  .scroll { overflow: auto; max-height: 18rem; }
  .tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; font-size: .78rem; }
`;

/** Texts for those who do not see the picture. */
export const unseen = css`
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
