// Colours of the page, light and dark, and the colour of each cause of the time budget. In: the causes. Out: CSS. Text on surfaces has
// a contrast of at least 4.5 in both themes; causes of one kind share a hue.
import { type Cause, causes } from '../../../core/report/index.js';

/** Light theme, dark theme. Text on them is white in light, black in dark. */
const causeColours: Readonly<Record<Cause, readonly [light: string, dark: string]>> = {
  connect: ['#64748b', '#94a3b8'],
  login: ['#57677f', '#a9b6c8'],
  open: ['#475569', '#cbd5e1'],
  serverLine: ['#c2410c', '#fb923c'],
  clientLine: ['#a16207', '#fbbf24'],
  connectionWindow: ['#be123c', '#fb7185'],
  streamWindow: ['#9d174d', '#f9a8d4'],
  streamLimit: ['#86198f', '#e879f9'],
  requestTransfer: ['#1d4ed8', '#60a5fa'],
  responseTransfer: ['#0369a1', '#38bdf8'],
  indexAppend: ['#0f766e', '#2dd4bf'],
  roundTrip: ['#6d28d9', '#a78bfa'],
  server: ['#b91c1c', '#f87171'],
  clientProduce: ['#15803d', '#4ade80'],
  idle: ['#78716c', '#a8a29e'],
  closing: ['#57534e', '#d6d3d1'],
};

export const colours = `
:root { color-scheme: light dark;
  --page: light-dark(#f6f7f9, #0e1116); --surface: light-dark(#ffffff, #171b22); --ink: light-dark(#16191f, #e8eaee);
  --soft-ink: light-dark(#565e6c, #a2abb8); --line: light-dark(#dfe3e9, #2b323d); --stripe: light-dark(#f3f5f8, #1c212a);
  --link: light-dark(#1d4ed8, #8ab4ff); --focus: light-dark(#1d4ed8, #8ab4ff);
  --bad: light-dark(#b91c1c, #f87171); --warn: light-dark(#92400e, #fbbf24); --good: light-dark(#166534, #4ade80);
  --note: light-dark(#475569, #94a3b8); --on-tone: light-dark(#ffffff, #0e1116);
  --bad-soft: light-dark(#fdecec, #331819); --warn-soft: light-dark(#fdf3e1, #2e2412); --good-soft: light-dark(#e8f6ec, #12291b);
  --note-soft: light-dark(#eef1f5, #1c222b);
  --upload: light-dark(#1d4ed8, #60a5fa); --wait: light-dark(#b8a2e8, #6d56b0); --reply: light-dark(#0891b2, #22d3ee);
  --open: light-dark(#d97706, #fbbf24); --first: light-dark(#1d4ed8, #60a5fa); --second: light-dark(#c2410c, #fb923c);
  --stall: light-dark(#f5b5b5, #6b2424);
  --reused: light-dark(#15803d, #4ade80); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
${causes.map((cause) => `.cause-${cause} { fill: light-dark(${causeColours[cause].join(', ')}); }`).join('\n')}
${['upload', 'wait', 'reply', 'open', 'bad', 'first', 'second', 'reused', 'stall'].map((key) => `.key-${key} { fill: var(--${key}); }`).join('\n')}
.key-track { fill: var(--line); }
`;
