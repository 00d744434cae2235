// The views, in the order of their keys. A new one is a folder beside this file and a line here.
import { callsView } from './calls/index.js';
import { eventsView } from './events/index.js';
import { flowView } from './flow/index.js';
import { latencyView } from './latency/index.js';
import { overviewView } from './overview/index.js';
import { timelineView } from './timeline/index.js';
import { verdictsView } from './verdicts/index.js';
import type { View } from './view.js';

export const views: readonly View[] = [
  overviewView,
  timelineView,
  callsView,
  latencyView,
  flowView,
  verdictsView,
  eventsView,
];

export const viewOf = (id: View['id']): View => views.find((view) => view.id === id) ?? overviewView;
