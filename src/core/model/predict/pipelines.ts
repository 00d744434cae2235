// How each kind of client lets calls run side by side. In: kind and side. Out: its pipeline. protocol.md 4.8, 4.9, 1.11, 6.3.
import type { ClientKind, RecognisedClient } from '../../recognition/index.js';

export interface Pipeline {
  /** Chunk calls that may be unanswered. */
  readonly depth: number;
  readonly per: 'archive' | 'session';
  /** Replies are taken in the order of sending, or a call leaves its place as soon as it is answered. */
  readonly order: 'in-order' | 'any';
  /** An append is awaited before the next reply is looked at, or all appends come when the chunks are through. */
  readonly appends: 'awaited' | 'at-end';
  /** Entries of an append. */
  readonly appendEntryCount: number;
  /** Archives are registered one after the other before any of their data is sent. */
  readonly doesRegisterFirst: boolean;
}

/** Names for --client: kinds of recognition, and the short ones people say. */
export const clientNames = ['file', 'qemu', 'go', 'go-machine', 'pull', 'push'] as const;
export type ClientName = (typeof clientNames)[number];

const file: Pipeline = {
  depth: 66,
  per: 'archive',
  order: 'in-order',
  appends: 'awaited',
  appendEntryCount: 64,
  doesRegisterFirst: false,
};
const qemu: Pipeline = { ...file, depth: 100, appendEntryCount: 128, doesRegisterFirst: true };
const goDirectory: Pipeline = {
  depth: 1,
  per: 'session',
  order: 'any',
  appends: 'at-end',
  appendEntryCount: 128,
  doesRegisterFirst: false,
};
const goMachine: Pipeline = { ...goDirectory, depth: 8 };
/** Downloads have no appends: their batch says nothing. */
const reader = (depth: number): Pipeline => ({ ...goDirectory, depth });

const uploads: Readonly<Record<ClientName, Pipeline>> = {
  file,
  push: file,
  pull: file,
  qemu,
  go: goDirectory,
  'go-machine': goMachine,
};
const downloads: Readonly<Record<ClientName, Pipeline>> = {
  file: reader(1),
  push: reader(1),
  pull: reader(20),
  qemu: reader(16),
  go: reader(1),
  'go-machine': reader(1),
};
const nameOf: Readonly<Record<ClientKind, ClientName>> = {
  'file-client': 'file',
  benchmark: 'file',
  qemu: 'qemu',
  'push-sync': 'push',
  'pull-sync': 'pull',
  'go-directory': 'go',
  'go-machine': 'go-machine',
  unknown: 'file',
};

export const pipelineNamed = (name: ClientName, kind: 'backup' | 'restore'): Pipeline =>
  (kind === 'backup' ? uploads : downloads)[name];

/** Of a recorded session: as its kind has it, or as deep as it was seen. */
export function pipelineOf(client: RecognisedClient, kind: 'backup' | 'restore', seenDepth: number): Pipeline {
  const named = pipelineNamed(nameOf[client.kind], kind);
  const { callCount, per, isEstimate } = client.pipeline;
  if (isEstimate) return { ...named, depth: Math.max(1, seenDepth), per, order: 'any' };
  // A few more are seen open while bodies drain (protocol.md 4.9): what was possible must stay possible.
  return { ...named, depth: Math.max(callCount, seenDepth), per };
}
