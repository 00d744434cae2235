// A small PBS session as bytes of both ends, every kind of frame in it: for the split and tolerance laws.
import { c, type Sent, s } from './decode-lines.js';
import {
  block,
  data,
  frame,
  headers,
  join,
  preface,
  resetStream,
  settings,
  settingsAck,
  text,
  uint32,
  windowUpdate,
} from './http2-bytes.js';

const upgradeHead = text(
  'GET //api2/json/backup?backup-id=a&backup-time=1&backup-type=host&store=store1 HTTP/1.1\r\nauthorization: PBSAPIToken u@pbs!t:s3cr3t\r\nconnection: upgrade\r\nupgrade: proxmox-backup-protocol-v1\r\nhost: h:8007\r\n\r\n',
);
const switching = text(
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n',
);
const json = { ':status': '200', 'content-type': 'application/json;charset=UTF-8' };
const longBlock = block({
  ':method': 'GET',
  ':scheme': 'https',
  ':authority': 'localhost:8007',
  ':path': '/previous?archive-name=index.json.blob',
});

export const sampleSession: readonly Sent[] = [
  c(
    0,
    text(
      'POST //api2/json/access/ticket HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 35\r\n\r\n{"password":"x","username":"u@pbs"}',
    ),
  ),
  s(3, text('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"dat\r\n6\r\na":{}}\r\n0\r\n\r\n')),
  c(5, upgradeHead),
  s(30, join(switching, settings({ 3: 200, 4: 70_000, 5: 4_194_304 }), windowUpdate(0, 100_000))),
  c(31, join(preface, settings({ 4: 2_147_483_646, 5: 4_194_304 }), settingsAck, windowUpdate(0, 2_147_418_111))),
  s(32, settingsAck),
  c(
    33,
    headers(
      1,
      { ':method': 'GET', ':scheme': 'https', ':authority': 'localhost:8007', ':path': '/previous_backup_time' },
      5,
    ),
  ),
  s(36, join(headers(1, json), data(1, text('{"data":null}'), 1))),
  c(
    40,
    join(
      frame(1, 1, 3, longBlock.subarray(0, 20)),
      frame(9, 0, 3, longBlock.subarray(20, 40)),
      frame(9, 4, 3, longBlock.subarray(40)),
    ),
  ),
  s(41, join(headers(3, { ':status': '400' }), data(3, text('no valid previous backup'), 1))),
  c(
    44,
    join(
      headers(5, { ':method': 'POST', ':scheme': 'https', ':path': '/dynamic_chunk?wid=1' }),
      data(5, new Uint8Array(40_000)),
      frame(0, 8, 5, join(Buffer.from([3]), new Uint8Array(29_996), new Uint8Array(3))),
    ),
  ),
  s(50, windowUpdate(5, 70_000)),
  c(52, data(5, new Uint8Array(40_000), 1)),
  s(
    55,
    join(
      frame(6, 0, 0, new Uint8Array(8)),
      headers(5, json),
      data(5, text('{"data":"aa"}')),
      headers(5, { 'x-trailer': '1' }, 5),
    ),
  ),
  c(56, join(frame(6, 1, 0, new Uint8Array(8)), frame(2, 0, 7, new Uint8Array(5)), frame(0xfa, 0, 0, text('grease')))),
  c(58, headers(7, { ':method': 'POST', ':scheme': 'https', ':path': '/blob' })),
  s(59, resetStream(7, 8)),
  s(60, frame(7, 0, 0, uint32(7, 0))),
];
