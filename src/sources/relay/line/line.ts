// An emulated line between the relay and the server: one link each way, shared by all connections, and what it does to handshakes. In:
// the line's figures. Out: a way in for each direction of each connection. D14, docs/wan.md.
import type { Direction } from '../../../core/wire/index.js';
import { Drive, type LaneEntry, type LaneExit, type LineSurroundings } from './drive.js';
import { createHandshake, type LineHandshake } from './handshake.js';
import { type LineOptions, linkOptions } from './line-options.js';

export interface Line {
  readonly handshake: LineHandshake;
  /** Of a small message, without jitter. */
  readonly roundTripMs: number;
  open(direction: Direction, exit: LaneExit): LaneEntry;
}

export function createLine(options: LineOptions, around: LineSurroundings): Line {
  const drives = {
    toServer: new Drive(linkOptions(options, 'toServer'), around),
    toClient: new Drive(linkOptions(options, 'toClient'), around),
  };
  return {
    handshake: createHandshake(options, around.random),
    roundTripMs: 2 * options.delayMs,
    open: (direction, exit) => drives[direction].open(exit),
  };
}
