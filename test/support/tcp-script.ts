// In: a connection told step by step (`C> SYN`, `S> "text"`, `C> FIN`). Out: its packets with sequence numbers that add up,
// a millisecond apart; a test then drops, repeats or moves what it likes.
import { type FileRecord, flagAck, flagFin, flagReset, flagSyn, tcpFrame } from './packets.js';

export interface ScriptOptions {
  readonly clientSequence?: number;
  readonly serverSequence?: number;
  readonly clientPort?: number;
  readonly serverPort?: number;
  readonly startMs?: number;
}

export interface ScriptStep {
  readonly from: 'client' | 'server';
  readonly what: 'syn' | 'ack' | 'fin' | 'reset' | Uint8Array | string;
}

const stepPattern = /^([CS])> (?:(SYN|ACK|FIN|RST)|"(.*)")$/s;
const words = { SYN: 'syn', ACK: 'ack', FIN: 'fin', RST: 'reset' } as const;

function parseScript(text: string): ScriptStep[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, side, word, payload] = stepPattern.exec(line.trim()) ?? [];
      if (side === undefined) throw new Error(`not a step: ${line}`);
      const what = word === undefined ? (payload ?? '') : words[word as keyof typeof words];
      return { from: side === 'C' ? 'client' : 'server', what };
    });
}

const flagsOf = { syn: flagSyn, ack: flagAck, fin: flagFin | flagAck, reset: flagReset | flagAck } as const;

export function packetsOf(script: string | readonly ScriptStep[], options: ScriptOptions = {}): FileRecord[] {
  const steps = typeof script === 'string' ? parseScript(script) : script;
  const next = { client: options.clientSequence ?? 1000, server: options.serverSequence ?? 5000 };
  const ports = {
    ...(options.clientPort === undefined ? {} : { clientPort: options.clientPort }),
    ...(options.serverPort === undefined ? {} : { serverPort: options.serverPort }),
  };
  let didServerSpeak = false;
  return steps.map(({ from, what }, index) => {
    const isWord = what === 'syn' || what === 'ack' || what === 'fin' || what === 'reset';
    const payload = isWord ? '' : what;
    const isFirstSyn = what === 'syn' && from === 'client' && !didServerSpeak;
    const flags = (isWord ? flagsOf[what] : flagAck) | (isFirstSyn ? 0 : flagAck);
    const acknowledgement = next[from === 'client' ? 'server' : 'client'];
    const frame = tcpFrame({ from, sequence: next[from], acknowledgement, flags, payload, ...ports });
    const length = Buffer.from(payload as Uint8Array).length;
    next[from] = (next[from] + length + (what === 'syn' || what === 'fin' ? 1 : 0)) >>> 0;
    if (from === 'server') didServerSpeak = true;
    return { atMs: (options.startMs ?? 0) + index, frame };
  });
}

export const handshake = 'C> SYN\nS> SYN\nC> ACK\n';
