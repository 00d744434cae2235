// In: a capture and its key log. Out: its HTTP/2 frames as tshark shows them, and as pbscope does, one short line a frame in the
// same words: `1 C> HEADERS 3 35`. tshark does not know PBS's upgrade tokens; two lines of Lua tell it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WireDecoder } from '../../src/core/decode/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';

/** Servers of the captures; 8443 is a client side of HAProxy, 3128 a CONNECT proxy. */
const serverPorts = [8007, 8443, 3128, 19107, 19007];
const upgradeTokens = ['proxmox-backup-protocol-v1', 'proxmox-backup-reader-protocol-v1'];

const typeNames = [
  ...['DATA', 'HEADERS', 'PRIORITY', 'RST_STREAM', 'SETTINGS', 'PUSH_PROMISE', 'PING', 'GOAWAY', 'WINDOW_UPDATE'],
  'CONTINUATION',
];

const maxOutputBytes = 256 * 1024 * 1024;

export interface TsharkInput {
  readonly path: string;
  /** Null: the capture is in clear text. */
  readonly keylogPath: string | null;
  /** For the Lua script. */
  readonly folder: string;
}

export function tsharkArgs({ path, keylogPath, folder }: TsharkInput): string[] {
  const script = join(folder, 'upgrade-tokens.lua');
  const add = (token: string): string => `DissectorTable.get("http.upgrade"):add("${token}", Dissector.get("http2"))`;
  writeFileSync(script, upgradeTokens.map(add).join('\n'));
  const inside = keylogPath === null ? 'http' : 'tls';
  return [
    ...['-X', `lua_script:${script}`, '-r', path],
    ...(keylogPath === null ? [] : ['-o', `tls.keylog_file:${keylogPath}`]),
    ...serverPorts.filter((port) => port !== 3128).flatMap((port) => ['-d', `tcp.port==${port},${inside}`]),
    // Packets that are out of order in the file are put in order, as we do.
    ...['-o', 'tcp.reassemble_out_of_order:TRUE'],
  ];
}

export function framesOfTshark(input: TsharkInput): string[] {
  const names = ['tcp.stream', 'tcp.srcport', 'http2.type', 'http2.streamid', 'http2.length'];
  const args = [...tsharkArgs(input), '-Y', 'http2', '-T', 'fields', ...names.flatMap((name) => ['-e', name])];
  // A capture that ends inside a packet makes it fail, after it has shown all that is there.
  const text = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: maxOutputBytes }).stdout;
  return text.split('\n').flatMap((line) => {
    const [stream = '', port = '', types = '', streams = '', lengths = ''] = line.split('\t');
    // The preface has no type.
    if (types === '') return [];
    const side = serverPorts.includes(Number(port)) ? 'S>' : 'C>';
    const [ids, sizes] = [streams.split(','), lengths.split(',')];
    return types
      .split(',')
      .map((type, at) => `${Number(stream) + 1} ${side} ${typeNames[Number(type)]} ${ids[at]} ${sizes[at]}`);
  });
}

export async function framesOfPbscope(capture: AsyncIterable<Uint8Array>, keylog: string | null): Promise<string[]> {
  const frames: string[] = [];
  const decoder = new WireDecoder({
    capture: () => ({ mode: 'none' }),
    onFrame({ connection, direction, type, stream, lengthBytes }) {
      const side = direction === 'toServer' ? 'C>' : 'S>';
      if (type !== 'HTTP1') frames.push(`${connection} ${side} ${type} ${stream} ${lengthBytes}`);
    },
  });
  const input = keylog === null ? { capture } : { capture, keylog };
  for await (const event of readCapture(input, () => undefined)) for (const _ of decoder.feed(event));
  return frames;
}
