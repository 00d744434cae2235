// In: a capture with the keys beside it. Out: its shapes, read with the keys withheld, each beside what the decrypted capture says of
// the same connection.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ConnectionShape, Report, ReportSession } from '../../src/core/report/index.js';
import { ShapeTracker } from '../../src/core/shape/index.js';
import { type CaptureInput, readCapture } from '../../src/sources/pcap/index.js';
import { observeCapture } from './read-report.js';

export interface ShapeTruth {
  readonly shape: ConnectionShape;
  /** Null: the connection held none. */
  readonly session: ReportSession | null;
  /** What the estimates are about, as the keys show it. */
  readonly kind: ConnectionShape['session']['kind'];
  /** Sent by a backup, asked for by a restore; null where no chunk could move. */
  readonly chunkCount: number | null;
  readonly encodedBytes: number;
  /** Logical by uploaded bytes; null where nothing was uploaded. */
  readonly dedupRatio: number | null;
}

export async function readShapes(
  input: CaptureInput,
  logicalBytes: number | null = null,
): Promise<readonly ConnectionShape[]> {
  const tracker = new ShapeTracker({ logicalBytes });
  const events = readCapture({ ...input, onShape: (fact) => tracker.noteFact(fact) }, () => undefined);
  for await (const event of events) tracker.noteWire(event);
  return tracker.end();
}

/** One for each connection that is sealed without keys, outer hops left out: their sessions stand on the inner one (D6). */
export async function shapesAgainstTruth(path: string): Promise<readonly ShapeTruth[]> {
  const { report } = await observeCapture(path);
  const backup = report.sessions.find((session) => session.kind === 'backup');
  const file = createReadStream(path);
  const capture = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const shapes = await readShapes({ capture }, backup?.totals.logicalBytes ?? null);
  const outerHops = new Set(report.connections.filter(({ hopOf }) => hopOf !== null).map(({ id }) => id));
  return shapes.filter((shape) => !outerHops.has(shape.connection)).map((shape) => beside(shape, report));
}

function beside(shape: ConnectionShape, report: Report): ShapeTruth {
  const session = report.sessions.find(({ connection }) => connection === shape.connection) ?? null;
  const kind = kindOf(session, shape, report);
  const isReader = kind === 'restore';
  const archives = session?.archives ?? [];
  const downloadedCount = archives.reduce((sum, archive) => sum + (archive.downloadedCount ?? 0), 0);
  const canMove = kind === 'backup' || isReader;
  return {
    shape,
    session,
    kind,
    chunkCount: !canMove || session === null ? null : isReader ? downloadedCount : session.totals.uploadedCount,
    encodedBytes: session?.totals.encodedBytes ?? 0,
    dedupRatio: kind === 'backup' ? (session?.totals.dedupRatio ?? null) : null,
  };
}

/** A refused upgrade is an HTTP/1.1 request and its answer: from outside, an API call. A dry run is a backup that sends nothing. */
function kindOf(session: ReportSession | null, shape: ConnectionShape, report: Report): ShapeTruth['kind'] {
  if (session === null) {
    const connection = report.connections.find(({ id }) => id === shape.connection);
    return (connection?.callCount ?? 0) > 0 ? 'api' : 'unknown';
  }
  if (session.outcome === 'refused') return 'api';
  return session.kind === 'dry-run' ? 'backup' : session.kind;
}
