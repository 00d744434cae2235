// Bars, charts and their controls. In: nothing. Out: CSS.

export const charts = `
.budget + .budget { margin-top: 20px; }
.budget-title { margin-bottom: 6px; }
.keys-of-causes { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: .85rem; margin-top: 7px; font-variant-numeric: tabular-nums; }
.budget details { margin-top: 6px; }
.budget summary { font-size: .87rem; color: var(--soft-ink); }
.stack { display: block; width: 100%; height: 30px; border-radius: 7px; overflow: hidden; background: var(--line); }
.stack rect { stroke: var(--surface); stroke-width: 1; }
.on-cause { fill: var(--on-tone); font-size: 12px; font-weight: 600; pointer-events: none; }
.swatch { width: 11px; height: 11px; border-radius: 3px; margin-right: 7px; vertical-align: -1px; flex: none; }
.causes { table-layout: fixed; min-width: 620px; }
.causes th:nth-child(1) { width: 150px; } .causes th:nth-child(2), .causes th:nth-child(3) { width: 86px; }
.causes td:first-child { white-space: nowrap; }
.share { display: inline-flex; align-items: center; gap: 8px; white-space: nowrap; }
.share-bar { width: 90px; height: 9px; border-radius: 5px; }
#charts { outline-offset: 6px; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 6px; }
.controls label, figcaption label { display: flex; gap: 8px; align-items: center; min-width: 0; max-width: 100%; white-space: nowrap; }
.controls select { min-width: 0; flex: 1 1 auto; text-overflow: ellipsis; }
.buttons { display: flex; gap: 4px; }
.buttons button { min-width: 36px; }
#range { font-variant-numeric: tabular-nums; font-size: .9rem; }
figure { position: relative; padding: 12px 0 2px; border-top: 1px solid var(--line); margin-top: 10px; }
figcaption { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; font-size: .87rem; margin-bottom: 2px; }
.key { display: inline-flex; align-items: baseline; }
.readout { margin-left: auto; font-variant-numeric: tabular-nums; min-height: 1.5em; }
.empty { display: none; color: var(--soft-ink); font-size: .9rem; padding: 6px 0; }
.is-empty .chart { display: none; } .is-empty .empty { display: block; }
.uplot, .uplot * { font-family: inherit; }
.u-select { background: light-dark(rgb(29 78 216 / .14), rgb(138 180 255 / .2)); }
.u-hz .u-cursor-x, .u-vt .u-cursor-y { border-right-color: var(--soft-ink); }
.tooltip { position: absolute; z-index: 5; pointer-events: none; max-width: 330px; background: var(--surface); color: var(--ink); border: 1px solid var(--soft-ink); border-radius: 8px; padding: 7px 10px; font-size: .82rem; line-height: 1.45; box-shadow: 0 6px 20px rgb(0 0 0 / .18); }
.tooltip div:first-child { font-weight: 650; }
@media (max-width: 560px) { .is-wide { display: none; } .readout { min-height: 0; } }
`;
