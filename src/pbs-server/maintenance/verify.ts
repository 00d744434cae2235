// Verification of a snapshot, a group or all of a datastore (PBS's verify): what is finished is read and checked, and the
// result goes into each manifest's unprotected `verify_state`. In: a datastore, what of it, a log. Out: what failed.
import {
  type Datastore,
  formatGroup,
  formatSnapshot,
  type GroupName,
  listGroups,
  listNamespaces,
  listSnapshots,
  loadManifest,
  type ManifestJson,
  type SnapshotName,
} from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { stopSign } from './stop-sign.js';
import type { VerifyTools } from './verify-chunks.js';
import { verifyFiles } from './verify-snapshot.js';

/** What to verify; a namespace includes those below it, `maxDepth` levels of them. */
export type VerifyScope =
  | { readonly kind: 'snapshot'; readonly snapshot: SnapshotName }
  | { readonly kind: 'group'; readonly group: GroupName }
  | { readonly kind: 'namespace'; readonly namespace: string; readonly maxDepth?: number };

export interface VerifyOptions {
  readonly scope: VerifyScope;
  /** Name of the run, as each manifest will hold it. */
  readonly upid: string;
  readonly log: (line: string) => void;
  /** Which groups are looked at; absent = all. */
  readonly isWanted?: (group: GroupName) => Promise<boolean>;
  /** What of `verify_state` makes a snapshot be passed by; absent = nothing does. */
  readonly isRecent?: (verifiedBy: string) => boolean;
  readonly signal?: AbortSignal;
}

export interface VerifySummary {
  readonly verifiedCount: number;
  /** In use, verified recently, or gone meanwhile. */
  readonly skippedCount: number;
  readonly failed: readonly SnapshotName[];
}

/** `skipped` also where the snapshot went away or was never finished. */
type Verdict = 'ok' | 'failed' | 'skipped';

export async function verifyDatastore(datastore: Datastore, options: VerifyOptions): Promise<Outcome<VerifySummary>> {
  const stop = stopSign(options.signal);
  const tools: VerifyTools = { memory: { verified: new Set(), corrupt: new Set() }, log: options.log, stop };
  const verdicts: { readonly snapshot: SnapshotName; readonly verdict: Verdict }[] = [];
  for (const snapshots of await collectSnapshots(datastore, options)) {
    for (const snapshot of snapshots) {
      const verdict = await verifyOne(datastore, snapshot, options, tools);
      if (stop.isStopped()) return refuse(stop.text);
      verdicts.push({ snapshot, verdict });
    }
  }
  const failed = verdicts.filter((one) => one.verdict === 'failed').map((one) => one.snapshot);
  if (failed.length > 0) {
    options.log('Failed to verify the following snapshots/groups:');
    for (const snapshot of failed) options.log(`\t${nameWithNamespace(snapshot)}`);
  }
  const skippedCount = verdicts.filter((one) => one.verdict === 'skipped').length;
  return { verifiedCount: verdicts.length - skippedCount, skippedCount, failed };
}

/** Snapshots by group, newest first in each. */
async function collectSnapshots(
  datastore: Datastore,
  options: VerifyOptions,
): Promise<readonly (readonly SnapshotName[])[]> {
  const { scope, log, isWanted } = options;
  if (scope.kind === 'snapshot') return [[scope.snapshot]];
  const groups: GroupName[] = scope.kind === 'group' ? [scope.group] : [];
  if (scope.kind === 'namespace') {
    log(`verify datastore ${datastore.name}`);
    for (const namespace of await namespacesOf(datastore, scope)) {
      groups.push(...(await listGroups(datastore.folder, namespace)));
    }
  }
  const found: (readonly SnapshotName[])[] = [];
  for (const group of groups) {
    if (isWanted !== undefined && !(await isWanted(group))) continue;
    const snapshots = await listSnapshots(datastore.folder, group);
    log(`verify group ${datastore.name}:${formatGroup(group)} (${snapshots.length} snapshots)`);
    found.push([...snapshots].reverse());
  }
  return found;
}

async function namespacesOf(
  datastore: Datastore,
  scope: VerifyScope & { readonly kind: 'namespace' },
): Promise<readonly string[]> {
  const depthOf = (namespace: string): number => (namespace === '' ? 0 : namespace.split('/').length);
  const maxDepth = depthOf(scope.namespace) + (scope.maxDepth ?? Number.POSITIVE_INFINITY);
  return (await listNamespaces(datastore.folder, scope.namespace)).filter((one) => depthOf(one) <= maxDepth);
}

async function verifyOne(
  datastore: Datastore,
  snapshot: SnapshotName,
  options: VerifyOptions,
  tools: VerifyTools,
): Promise<Verdict> {
  const { log } = options;
  const name = `${datastore.name}:${formatSnapshot(snapshot)}`;
  const release = datastore.snapshotLocks.tryShared(datastore.snapshotFolder(snapshot));
  if (release === null) {
    log(`SKIPPED: verify ${name} - could not acquire snapshot lock`);
    return 'skipped';
  }
  try {
    if (!(await datastore.hasSnapshot(snapshot))) {
      log(`SKIPPED: verify ${name} - snapshot does not exist (anymore).`);
      return 'skipped';
    }
    const manifest = await loadManifest(datastore.snapshotFolder(snapshot));
    if (isRefusal(manifest)) {
      log(`verify ${name} - manifest load error: ${manifest.text}`);
      return 'failed';
    }
    if (isRecentlyVerified(manifest, options)) {
      log(`SKIPPED: verify ${name} (recently verified)`);
      return 'skipped';
    }
    return await verifyAndRecord(datastore, snapshot, manifest, options, tools);
  } finally {
    release();
  }
}

function isRecentlyVerified(manifest: ManifestJson, { isRecent }: VerifyOptions): boolean {
  const upid = manifest.unprotected?.verify_state?.upid;
  return upid !== undefined && isRecent?.(upid) === true;
}

async function verifyAndRecord(
  datastore: Datastore,
  snapshot: SnapshotName,
  manifest: ManifestJson,
  { log, upid }: VerifyOptions,
  tools: VerifyTools,
): Promise<Verdict> {
  const name = `${datastore.name}:${formatSnapshot(snapshot)}`;
  log(`verify ${name}`);
  const faultCount = await verifyFiles(datastore, snapshot, manifest, tools);
  if (tools.stop.isStopped()) return 'skipped'; // half a look is no result
  const state = faultCount === 0 ? 'ok' : 'failed';
  const refusal = await datastore.updateManifest(snapshot, { verify_state: { upid, state } });
  if (refusal === null) return state;
  log(`verify ${name} - manifest update error: ${refusal.text}`);
  return 'failed';
}

function nameWithNamespace(snapshot: SnapshotName): string {
  return snapshot.namespace === '' ? formatSnapshot(snapshot) : `${snapshot.namespace}/${formatSnapshot(snapshot)}`;
}
