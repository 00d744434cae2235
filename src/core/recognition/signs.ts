// What a session shows of the program behind it. In: its calls as they begin, and SETTINGS. Out: plain signs, a few words a
// session whatever its length. Concludes nothing.
import { type Call, parseQuery, splitTarget } from '../pbs/index.js';

export type SettingsSeen = Readonly<Record<string, number>>;

/** PBS takes nine keys; more are no sign of anything. */
const maxUpgradeKeys = 20;

export interface ClientSigns {
  readonly side: 'backup' | 'reader';
  readonly wasUpgradeSeen: boolean;
  readonly userAgent: string | null;
  /** Keys of the upgrade's query, in wire order. */
  readonly upgradeKeys: readonly string[];
  readonly backupType: string | null;
  readonly isDebug: boolean | null;
  readonly isBenchmark: boolean;
  /** Of the first call inside HTTP/2. */
  readonly sessionUserAgent: string | null;
  readonly firstOperation: Call['operation'] | null;
  readonly didAskPreviousTime: boolean;
  readonly hasImages: boolean;
  /** Most entries of one append so far. */
  readonly appendEntryMax: number;
  readonly didAskClientLog: boolean;
  readonly didListGroups: boolean;
}

export function noSigns(side: 'backup' | 'reader'): ClientSigns {
  return {
    side,
    wasUpgradeSeen: false,
    userAgent: null,
    upgradeKeys: [],
    backupType: null,
    isDebug: null,
    isBenchmark: false,
    sessionUserAgent: null,
    firstOperation: null,
    didAskPreviousTime: false,
    hasImages: false,
    appendEntryMax: 0,
    didAskClientLog: false,
    didListGroups: false,
  };
}

/** Signs of a call when its head was seen. The same object comes back when it shows nothing new. */
export function addCall(signs: ClientSigns, call: Call): ClientSigns {
  if (call.operation === 'openBackup' || call.operation === 'openReader') return addUpgrade(signs, call);
  if (call.protocol === 'http1') {
    const isGroupList = call.operation === 'rest' && call.target.includes('/groups');
    return isGroupList && !signs.didListGroups ? { ...signs, didListGroups: true } : signs;
  }
  let next = signs;
  if (next.firstOperation === null) {
    next = { ...next, firstOperation: call.operation, sessionUserAgent: call.userAgent };
  }
  if (call.operation === 'previousBackupTime' && !next.didAskPreviousTime) next = { ...next, didAskPreviousTime: true };
  const isImage = call.operation === 'createFixedIndex' || call.parameters.fileName?.endsWith('.img.fidx') === true;
  if (isImage && !next.hasImages) next = { ...next, hasImages: true };
  if (call.parameters.fileName === 'client.log.blob' && !next.didAskClientLog)
    next = { ...next, didAskClientLog: true };
  return next;
}

/** Entries of an append are known when its body is whole. */
export function addAppend(signs: ClientSigns, entryCount: number): ClientSigns {
  return entryCount > signs.appendEntryMax ? { ...signs, appendEntryMax: entryCount } : signs;
}

function addUpgrade(signs: ClientSigns, call: Call): ClientSigns {
  const query = parseQuery(splitTarget(call.target).query);
  const debug = query.find(([key]) => key === 'debug')?.[1];
  return {
    ...signs,
    wasUpgradeSeen: true,
    userAgent: call.userAgent,
    upgradeKeys: query.slice(0, maxUpgradeKeys).map(([key]) => key),
    backupType: call.parameters.backupType ?? null,
    isDebug: debug === undefined ? null : debug === 'true' || debug === '1',
    isBenchmark: call.parameters.isBenchmark === true,
  };
}
