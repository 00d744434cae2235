// Buttons and keys of the charts. In: the view and what to do when another session is chosen. Out: the view moves, and says aloud where
// it is. Everything that a pointer can do, a key can.
import { formatClock } from '../../../core/report/index.js';
import type { View } from './view.js';

const zoomFactor = 2;
const panShare = 0.25;

type Move = (view: View) => void;

const moves: Readonly<Record<string, Move>> = {
  'zoom-in': (view) => view.zoom(zoomFactor),
  'zoom-out': (view) => view.zoom(1 / zoomFactor),
  earlier: (view) => view.pan(-panShare),
  later: (view) => view.pan(panShare),
  'show-all': (view) => view.reset(),
};

const keys: Readonly<Record<string, Move | undefined>> = {
  '+': moves['zoom-in'],
  '=': moves['zoom-in'],
  '-': moves['zoom-out'],
  ArrowLeft: moves['earlier'],
  ArrowRight: moves['later'],
  '0': moves['show-all'],
  Escape: moves['show-all'],
};

export function bindControls(region: HTMLElement, view: View, onSession: (session: number) => void): void {
  for (const [id, move] of Object.entries(moves)) {
    document.getElementById(id)?.addEventListener('click', () => move(view));
  }
  region.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLSelectElement;
    const move = keys[event.key];
    if (move === undefined || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(view);
  });
  const select = document.getElementById('session');
  if (select instanceof HTMLSelectElement) select.addEventListener('change', () => onSession(Number(select.value)));
  const place = document.getElementById('range');
  const say = (): void => {
    const { fromMs, toMs } = view.range;
    if (place !== null) place.textContent = `${formatClock(fromMs)} to ${formatClock(toMs)}`;
  };
  view.onChange(say);
  say();
}
