// In: a call or a step. Out: its one-line text form, for text output, --verbose and golden tests. No colours.
import type { Call, CallParameters, CallStep } from './call.js';

const ms = (value: number): string => value.toFixed(3);

/** `#7 [1] uploadFixedChunk wid=1 …: answered 200, 4194316 B up, 79 B down, 12.500 ms`. */
export function describeCall(call: Call): string {
  const status = call.status === null ? '' : ` ${call.status}`;
  const reset = call.reset === null ? '' : ` ${call.reset.errorName}`;
  const state = `${call.isPartial ? 'partial ' : ''}${call.state}${status}${reset}`;
  const tookMs = call.state === 'open' ? null : (call.responseEndAtMs ?? call.reset?.atMs ?? null);
  const duration = tookMs === null ? '' : `, ${ms(Math.max(0, tookMs - call.startedAtMs))} ms`;
  const blocked = describeBlocked(call);
  return `${describeRequest(call)}: ${state}, ${call.requestBytes} B up, ${call.responseBytes} B down${duration}${blocked}${describeResult(call)}`;
}

function describeRequest(call: Call): string {
  return `#${call.id} [${call.connection}] ${describeOperation(call)}${describeParameters(call.parameters)}`;
}

function describeOperation(call: Call): string {
  if (call.isPartial) return 'rest (head not seen)';
  return call.operation === 'rest' ? `rest ${call.method} ${call.target}` : call.operation;
}

function describeParameters(parameters: CallParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => ` ${name}=${shorten(String(value))}`)
    .join('');
}

/** Digests are known by their first digits. */
const shorten = (value: string): string => (/^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 8)}…` : value);

function describeBlocked(call: Call): string {
  const { connection, stream } = call.windowBlockedMs;
  return connection + stream === 0 ? '' : `, blocked ${ms(connection)} + ${ms(stream)} ms`;
}

function describeResult(call: Call): string {
  const { wid, previousBackupTime, errorText } = call.result;
  const parts = [
    wid === undefined ? '' : ` wid=${wid}`,
    previousBackupTime === undefined ? '' : ` previous=${previousBackupTime}`,
    call.blobKind === null ? '' : ` blob=${call.blobKind}`,
    errorText === undefined ? '' : ` error=${JSON.stringify(errorText)}`,
  ].join('');
  return parts === '' ? '' : ` ->${parts}`;
}

/** `+37.842 callEnded #7 [1] …`. */
export function describeCallStep(step: CallStep): string {
  const at = `+${ms(step.atMs)} ${step.kind}`;
  switch (step.kind) {
    case 'callStarted':
      return `${at} ${describeRequest(step.call)}`;
    case 'callEnded':
      return `${at} ${describeCall(step.call)}`;
    case 'upgraded':
      return `${at} #${step.call.id} [${step.call.connection}] ${step.call.upgrade ?? '-'}`;
    case 'indexEntries':
      return `${at} #${step.call.id} ${step.archiveName} ${step.entries.length}`;
    case 'appendEntries':
      return `${at} #${step.call.id} ${step.entries.length}`;
    case 'manifest':
      return `${at} #${step.call.id} ${step.manifest.backupType}/${step.manifest.backupId} files=${step.manifest.files.length}`;
  }
}
