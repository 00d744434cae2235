// The views, in the order of their keys. A new one is a file (or folder) beside this one and a line here.
import { callsView } from './calls/index.js';
import { overviewView } from './overview/index.js';
import type { View } from './view.js';

export const views: readonly View[] = [overviewView, callsView];

export const viewOf = (id: View['id']): View => views.find((view) => view.id === id) ?? overviewView;
