// What is kept of which body (D1): a table of heads and answers. Secrets: nothing of a login but its error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BodyCapture, BodyContext } from '../../../../src/core/decode/index.js';
import { endpoints, formatTarget, pbsCapturePolicy, upgradeNames } from '../../../../src/core/pbs/index.js';

const describe = (capture: BodyCapture): string => {
  switch (capture.mode) {
    case 'first':
      return `first ${capture.byteCount}`;
    case 'whole':
      return `whole ${capture.limitBytes}`;
    case 'none':
    case 'stream':
      return capture.mode;
  }
};

/** `<side> <request or status> <method> <target>` → what is kept. */
function ask(line: string): string {
  const [side, part, method, target] = line.split(' ') as [string, string, string, string];
  const context: BodyContext = {
    protocol: side === 'rest' ? 'http1' : 'http2',
    upgrade: side === 'backup' || side === 'reader' ? upgradeNames[side] : null,
    direction: part === 'request' ? 'toServer' : 'toClient',
    status: part === 'request' ? null : Number(part),
    method,
    target,
  };
  return describe(pbsCapturePolicy(context));
}

test('the table of D1', () => {
  const expected: Readonly<Record<string, string>> = {
    'backup request PUT /dynamic_index': 'whole 4194304',
    'backup request POST /fixed_index': 'whole 4194304',
    'backup request POST /dynamic_close': 'whole 4194304',
    'backup request POST /fixed_chunk?digest=x': 'first 12',
    'backup request POST /blob?file-name=index.json.blob': 'whole 1048576',
    'backup request POST /blob?encoded-size=9&file-name=x.conf.blob': 'first 12',
    'backup request POST /speedtest': 'none',
    'backup 200 POST /dynamic_index?archive-name=a.didx': 'whole 4096',
    'backup 200 GET /previous_backup_time': 'whole 4096',
    'backup 200 POST /fixed_chunk?digest=x': 'none',
    'backup 200 PUT /dynamic_index': 'none',
    'backup 400 PUT /dynamic_index': 'whole 1024',
    'backup 404 GET /nope': 'whole 1024',
    'backup 200 GET /nope': 'none',
    'backup 200 GET /previous?archive-name=a.pxar.didx': 'stream',
    'backup 200 GET /previous?archive-name=index.json.blob': 'whole 1048576',
    'backup 400 GET /previous?archive-name=a.pxar.didx': 'whole 1024',
    'reader 200 GET /download?file-name=a.img.fidx': 'stream',
    'reader 200 GET /download?file-name=x.conf.blob': 'first 12',
    'reader 200 GET /chunk?digest=x': 'first 12',
    'reader 401 GET /chunk?digest=x': 'whole 1024',
    'reader 200 GET /speedtest': 'none',
    'none 200 GET /chunk?digest=x': 'first 12',
    'none request PUT /fixed_index': 'whole 4194304',
    'rest request POST //api2/json/access/ticket': 'none',
    'rest 200 POST //api2/json/access/ticket': 'none',
    'rest 401 POST //api2/json/access/ticket': 'whole 1024',
    'rest 101 GET //api2/json/backup?store=x': 'none',
    'rest 400 GET //api2/json/backup?store=x': 'whole 1024',
    'rest 200 GET /api2/json/admin/datastore/tank/snapshots': 'none',
    'none request POST /api2/json/access/ticket': 'none',
    'none 200 POST /api2/json/access/ticket': 'none',
  };
  for (const [line, kept] of Object.entries(expected)) assert.equal(ask(line), kept, line);
});

test('of the REST API nothing is kept but errors, endpoint by endpoint', () => {
  for (const endpoint of endpoints.filter((one) => one.side === 'rest')) {
    const target = formatTarget(endpoint.name, { store: 'tank', upid: 'x' });
    for (const protocol of ['rest', 'none']) {
      assert.equal(ask(`${protocol} request ${endpoint.method} ${target}`), 'none', endpoint.name);
      assert.equal(ask(`${protocol} 200 ${endpoint.method} ${target}`), 'none', endpoint.name);
    }
  }
});
