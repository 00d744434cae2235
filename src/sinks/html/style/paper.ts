// The page on paper: white, unfolded by the script, no buttons, cards whole. In: nothing. Out: CSS.

export const paper = `
.on-paper header, .on-paper main, .on-paper footer { max-width: 720px; padding-left: 0; padding-right: 0; }
@media print {
  :root { color-scheme: light; font-size: 11.5px; }
  body { background: none; font-size: 1rem; }
  .quiet, .tools, .skip, .buttons, .keys, .controls label, .readout { display: none !important; }
  main > section { border: 0; padding: 0 0 8px; margin: 10px 0; }
  .card, .figures > div, figure, tr, .budget, .headline { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
