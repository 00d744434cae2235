// Recordings of a relay with one or several servers behind it: each may have its own. In: Events. Out: each Event in the recording of
// the server that its connection leads to; what belongs to no connection, in all of them.
import type { Event } from '../../core/event/index.js';
import type { RecordTo } from '../plans/index.js';
import { checkRecordPath, type Recording, type RecordingOptions, startRecording } from './recording.js';

export interface RecordingPlan {
  /** `host:port` of the server, as `opened` says it. */
  readonly server: string;
  readonly to: RecordTo | undefined;
}

export interface Recordings {
  write(event: Event): void;
  /** Begins new files where that cuts nothing: how many recordings did, and how many could not. */
  rotate(): { readonly rotatedCount: number; readonly fixedCount: number };
  readonly droppedCount: number;
  close(): Promise<void>;
}

/** Throws OperatorError where something would be lost, before anything is opened. */
export function checkRecordings(plans: readonly RecordingPlan[]): void {
  for (const { to } of plans) if (to !== undefined) checkRecordPath(to);
}

export function startRecordings(
  plans: readonly RecordingPlan[],
  options: Omit<RecordingOptions, 'to' | 'ends'> & { readonly listen: string },
): Recordings {
  const { listen, ...others } = options;
  // Two servers with one path share one recording.
  const byPath = new Map<string, Recording>();
  const byServer = new Map<string, Recording>();
  for (const { server, to } of plans) {
    if (to === undefined) continue;
    const recording = byPath.get(to.path) ?? startRecording({ ...others, to, ends: { listen, upstream: server } });
    byPath.set(to.path, recording);
    byServer.set(server, recording);
  }
  const all = [...byPath.values()];
  const byConnection = new Map<number, Recording>();
  return {
    write(event) {
      if (event.connection === 0) {
        for (const recording of all) recording.write(event);
        return;
      }
      if (event.kind === 'opened') {
        const recording = byServer.get(event.server);
        if (recording !== undefined) byConnection.set(event.connection, recording);
      }
      byConnection.get(event.connection)?.write(event);
      if (event.kind === 'closed') byConnection.delete(event.connection);
    },
    rotate() {
      const rotatedCount = all.filter((recording) => recording.rotate()).length;
      return { rotatedCount, fixedCount: all.length - rotatedCount };
    },
    get droppedCount() {
      return all.reduce((sum, recording) => sum + recording.droppedCount, 0);
    },
    close: async () => void (await Promise.all(all.map((recording) => recording.close()))),
  };
}
