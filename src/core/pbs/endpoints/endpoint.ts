// The words of the endpoint table, and parameters that several endpoints share. In: nothing. Out: types and constants.

import type { Operation } from '../call.js';
import { maxWriterId } from '../formats/index.js';

/** `rest`: HTTP API outside a session; the other two: HTTP/2 API of a session after its upgrade. */
export type Side = 'backup' | 'reader' | 'rest';

export interface Parameter {
  /** As on the wire. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'digest' | 'digestList' | 'integerList';
  readonly isRequired: boolean;
  /** Of an integer, or of each in a list. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minimumLength?: number;
  readonly maximumLength?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

export interface Endpoint {
  /** Unique in the table; the operation's name where it has one. */
  readonly name: EndpointName;
  readonly operation: Operation;
  readonly side: Side;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Template: `{store}` stands for one path component. */
  readonly path: string;
  /** The official client writes `//api2/…` here (protocol.md 1.4). */
  readonly hasDoubleSlash?: true;
  readonly parameters: readonly Parameter[];
  readonly requestBody: 'none' | 'json' | 'blob' | 'bytes';
  readonly reply: 'json' | 'file' | 'blob' | 'bytes' | 'upgrade';
  /** Synchronous handlers read parameters from JSON or form bodies too, streaming ones from the query only (4.1). */
  readonly isSynchronous: boolean;
  /** Section of protocol.md that it stands in. */
  readonly source: string;
}

export type RestName =
  | 'ping'
  | 'version'
  | 'listDatastores'
  | 'listSnapshots'
  | 'forgetSnapshot'
  | 'listGroups'
  | 'forgetGroup'
  | 'listFiles'
  | 'datastoreStatus'
  | 'collectGarbage'
  | 'readGarbageStatus'
  | 'verify'
  | 'prune'
  | 'changeOwner'
  | 'listNamespaces'
  | 'createNamespace'
  | 'deleteNamespace'
  | 'readNotes'
  | 'writeNotes'
  | 'readProtected'
  | 'writeProtected'
  | 'readGroupNotes'
  | 'writeGroupNotes'
  | 'uploadBackupLog'
  | 'downloadStored'
  | 'downloadDecoded'
  | 'downloadPxarFile'
  | 'readCatalog'
  | 'logout'
  | 'listTasks'
  | 'readTaskStatus'
  | 'readTaskLog'
  | 'stopTask';

export type EndpointName =
  | Exclude<Operation, 'rest'>
  | RestName
  | 'listBackupFolder'
  | 'listReaderFolder'
  | 'readerSpeedtest';

/** File names and ids of PBS. */
export const safeId = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** Up to 8 components; depth and length are also bounded by `maximumLength`. */
export const namespacePath = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7})?$/;

export const store: Parameter = {
  name: 'store',
  type: 'string',
  isRequired: true,
  minimumLength: 3,
  maximumLength: 32,
  pattern: safeId,
};
export const namespace: Parameter = {
  name: 'ns',
  type: 'string',
  isRequired: false,
  maximumLength: 256,
  pattern: namespacePath,
};
export const backupType: Parameter = {
  name: 'backup-type',
  type: 'string',
  isRequired: true,
  oneOf: ['vm', 'ct', 'host'],
};
export const backupId: Parameter = { name: 'backup-id', type: 'string', isRequired: true, pattern: safeId };
export const backupTime: Parameter = { name: 'backup-time', type: 'integer', isRequired: true, minimum: 1 };
export const debug: Parameter = { name: 'debug', type: 'boolean', isRequired: false };
export const archiveName: Parameter = { name: 'archive-name', type: 'string', isRequired: true, pattern: safeId };
export const fileName: Parameter = { name: 'file-name', type: 'string', isRequired: true, pattern: safeId };
export const wid: Parameter = { name: 'wid', type: 'integer', isRequired: true, minimum: 1, maximum: maxWriterId };
export const digest: Parameter = { name: 'digest', type: 'digest', isRequired: true };
export const csum: Parameter = { name: 'csum', type: 'digest', isRequired: true };

export const optional = (parameter: Parameter): Parameter => ({ ...parameter, isRequired: false });
