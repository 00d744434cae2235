// The page: type, cards, tables, at any width from a telephone's on. In: nothing. Out: CSS.

export const layout = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
h1, h2, h3, h4, p, dl, dd, figure { margin: 0; }
h1 { font-size: 1.35rem; line-height: 1.35; font-weight: 650; }
h2 { font-size: 1.12rem; font-weight: 650; margin-bottom: 12px; }
h3 { font-size: 1rem; font-weight: 600; }
h4 { font-size: .8rem; font-weight: 600; text-transform: uppercase; letter-spacing: .04em; color: var(--soft-ink); margin: 20px 0 6px; }
section h3 + .cards { margin-top: 8px; }
section > p + h3, .cards + h3 { margin-top: 18px; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; background: var(--surface); padding: 8px 12px; }
.skip:focus { left: 8px; top: 8px; z-index: 9; }
.soft, small { color: var(--soft-ink); font-weight: 400; font-size: .87rem; }
code, kbd { font: .86em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--note-soft); border-radius: 4px; padding: 1px 4px; }
header { padding-top: 18px; }
.bar { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin-bottom: 14px; }
.brand { font-weight: 700; letter-spacing: -.01em; }
.tools { margin-left: auto; display: flex; gap: 6px; }
[hidden] { display: none !important; }
button, select { font: inherit; font-size: .87rem; color: var(--ink); background: var(--surface); border: 1px solid var(--line); border-radius: 7px; padding: 4px 10px; min-height: 32px; max-width: 100%; }
button { cursor: pointer; }
button:hover { border-color: var(--soft-ink); }
.headline { display: flex; gap: 12px; align-items: baseline; padding: 16px 18px; border-radius: 10px; margin-bottom: 8px; border: 1px solid transparent; }
.badge { display: inline-block; font-size: .72rem; font-weight: 700; text-transform: uppercase; letter-spacing: .05em; border-radius: 5px; padding: 2px 7px; color: var(--on-tone); background: var(--note); white-space: nowrap; }
.badge.error { background: var(--bad); } .badge.warning { background: var(--warn); } .badge.good { background: var(--good); }
.headline.error { background: var(--bad-soft); border-color: var(--bad); } .headline.warning { background: var(--warn-soft); border-color: var(--warn); }
.headline.good { background: var(--good-soft); border-color: var(--good); } .headline.neutral { background: var(--note-soft); border-color: var(--line); }
main > section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px 20px; margin: 16px 0; }
ul { margin: 6px 0; padding-left: 20px; }
.cards { list-style: none; padding: 0; display: grid; gap: 8px; }
.card { border: 1px solid var(--line); border-left: 4px solid var(--note); border-radius: 8px; padding: 10px 14px; }
.card.error { border-left-color: var(--bad); background: var(--bad-soft); } .card.warning { border-left-color: var(--warn); background: var(--warn-soft); }
.advice { margin-top: 6px; }
summary { cursor: pointer; }
details > summary + * { margin-top: 8px; }
.fold { margin-top: 14px; }
.fold > summary { color: var(--soft-ink); font-size: .9rem; }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft-ink); white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; }
td code { overflow-wrap: anywhere; }
.is-bad td { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 8px; margin-bottom: 14px; }
.figures > div { background: var(--note-soft); border-radius: 9px; padding: 9px 12px; }
dt { color: var(--soft-ink); font-size: .8rem; }
.figures dd { font-size: 1.18rem; font-weight: 650; line-height: 1.3; }
.figures small { display: block; font-size: .8rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; font-size: .9rem; }
.facts dt { font-size: inherit; }
footer { padding-bottom: 30px; }
@media (max-width: 560px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  main > section { padding: 14px 12px; border-radius: 10px; }
  .headline { flex-direction: column; gap: 8px; padding: 14px; }
  h1 { font-size: 1.15rem; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 6px; }
  .figures { grid-template-columns: repeat(2, 1fr); }
  .keys { display: none; }
}
`;
