// The backup side of the API: endpoint → what it does (protocol.md 4.2). In: a session. Out: its table of handlers.
// Reads parameters and words replies; the work is in the files beside.
import {
  type Answer,
  bytesAnswer,
  dataAnswer,
  digestListOf,
  integerListOf,
  integerOf,
  listSubdirs,
  optionalTextOf,
  type SessionApi,
  type SessionCall,
  type SessionHandler,
  textOf,
  type Values,
} from '../api/index.js';
import { isRefusal, type Outcome } from '../refusal.js';
import { type AppendRequest, appendToIndex } from './append.js';
import { type CloseRequest, closeIndex } from './close.js';
import { finishBackup } from './finish.js';
import { downloadPrevious } from './previous.js';
import type { BackupSession } from './session.js';
import { type ChunkRequest, uploadBlob, uploadChunk } from './upload.js';
import { createDynamicIndex, createFixedIndex } from './writers.js';

export function createBackupApi(session: BackupSession): SessionApi {
  const handlers: SessionApi['handlers'] = {
    listBackupFolder: async () => dataAnswer(listSubdirs('backup')),
    previousBackupTime: async () => dataAnswer(session.lastBackup?.backupTime ?? null),
    downloadPrevious: async ({ values }) => {
      const file = await downloadPrevious(session, textOf(values, 'archive-name'));
      return isRefusal(file) ? file : bytesAnswer(file);
    },
    createDynamicIndex: data(({ values }) => createDynamicIndex(session, textOf(values, 'archive-name'))),
    createFixedIndex: data(({ values }) =>
      createFixedIndex(session, {
        name: textOf(values, 'archive-name'),
        sizeBytes: integerOf(values, 'size'),
        reuseCsum: optionalTextOf(values, 'reuse-csum'),
      }),
    ),
    uploadDynamicChunk: data((call) => uploadChunk(session, 'dynamic', chunkRequest(call.values), call.readBody)),
    uploadFixedChunk: data((call) => uploadChunk(session, 'fixed', chunkRequest(call.values), call.readBody)),
    appendDynamicIndex: data(({ values }) => appendToIndex(session, 'dynamic', appendRequest(values))),
    appendFixedIndex: data(({ values }) => appendToIndex(session, 'fixed', appendRequest(values))),
    closeDynamicIndex: data(({ values }) => closeIndex(session, 'dynamic', closeRequest(values))),
    closeFixedIndex: data(({ values }) => closeIndex(session, 'fixed', closeRequest(values))),
    uploadBlob: data(({ values, measureBody }) => {
      const request = { fileName: textOf(values, 'file-name'), encodedBytes: integerOf(values, 'encoded-size') };
      return uploadBlob(session, request, measureBody);
    }),
    finish: data(() => finishBackup(session)),
    speedtest: data(async ({ discardBody }) => {
      const lengthBytes = await discardBody();
      return isRefusal(lengthBytes) ? lengthBytes : null;
    }),
  };
  return { side: 'backup', handlers, log: session.log, debug: session.debug };
}

function data(work: (call: SessionCall) => Promise<Outcome<string | number | null>>): SessionHandler {
  return async (call): Promise<Outcome<Answer>> => {
    const outcome = await work(call);
    return isRefusal(outcome) ? outcome : dataAnswer(outcome);
  };
}

function chunkRequest(values: Values): ChunkRequest {
  return {
    wid: integerOf(values, 'wid'),
    digest: textOf(values, 'digest'),
    sizeBytes: integerOf(values, 'size'),
    encodedBytes: integerOf(values, 'encoded-size'),
  };
}

function appendRequest(values: Values): AppendRequest {
  return {
    wid: integerOf(values, 'wid'),
    digests: digestListOf(values, 'digest-list'),
    offsets: integerListOf(values, 'offset-list'),
  };
}

function closeRequest(values: Values): CloseRequest {
  return {
    wid: integerOf(values, 'wid'),
    chunkCount: integerOf(values, 'chunk-count'),
    sizeBytes: integerOf(values, 'size'),
    csum: textOf(values, 'csum'),
  };
}
