import { css } from 'lit';

/** Both pages: picture, charts, work; two columns on a tablet, one when zoomed to 200 %. What was said last stays in sight. */
export const layout = css`
  main { display: grid; grid-template-columns: minmax(17rem, 21rem) minmax(18rem, 1fr) minmax(22rem, 28rem); gap: .8rem; padding: .8rem; align-items: start; }
  main.replaying .left .panel, main.replaying .middle .panel { border: 2px dashed var(--caution); }
  .skip { position: absolute; left: -100vw; top: .4rem; z-index: 9; } .skip:focus { left: .5rem; }
  .right, .left, .middle { min-width: 0; }
  footer { padding: 0 .8rem 4rem; }
  .said { position: fixed; left: 50%; bottom: .8rem; transform: translateX(-50%); max-width: min(46rem, 94vw); z-index: 5; display: flex; gap: .6rem; align-items: center; background: #10273a; color: #fff; border-radius: .5rem; }
  .said { pointer-events: none; } .said button { pointer-events: auto; }
  .said span { padding: .55rem 0 .55rem .9rem; } .said button { background: transparent; color: #fff; border: 0; } .said button:hover { background: #24435b; } .said :focus-visible { outline-color: #ffd54a; }
  @media (max-width: 1180px) { main { grid-template-columns: minmax(16rem, 1fr) minmax(20rem, 1.3fr); } .middle { grid-column: 1 / -1; grid-row: 2; } }
  @media (max-width: 720px) { main { grid-template-columns: minmax(0, 1fr); padding: .5rem; } .middle { grid-row: auto; } .right { order: -1; } footer { padding: 0 .5rem 4rem; } }
  @media print { main { display: block; } .said, footer { display: none; } }
`;
