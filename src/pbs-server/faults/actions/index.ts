// The actions of a fault file, in the order of docs/faults.md. A new one is a file here and a line in this list.
import type { FaultKind } from '../fault-kind.js';
import { close } from './close.js';
import { corrupt } from './corrupt.js';
import { delay } from './delay.js';
import { goaway } from './goaway.js';
import { headers } from './headers.js';
import { holdWindow } from './hold-window.js';
import { reply } from './reply.js';
import { reset } from './reset.js';
import { sendBytes } from './send-bytes.js';
import { settings } from './settings.js';
import { stopReading } from './stop-reading.js';
import { stopWriting } from './stop-writing.js';
import { throttle } from './throttle.js';
import { trickle } from './trickle.js';
import { truncate } from './truncate.js';

export const faultKinds = [
  delay,
  reply,
  headers,
  trickle,
  truncate,
  corrupt,
  reset,
  goaway,
  holdWindow,
  settings,
  stopReading,
  stopWriting,
  throttle,
  sendBytes,
  close,
] as const satisfies readonly FaultKind[];
