// The emulated line on a virtual clock: delay, rate, order, bounds, ends, many connections. Times in text, so that a change is read as such.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, VirtualLine } from '../../../../support/virtual-line.js';

const bytes = (byteCount: number): Buffer => Buffer.alloc(byteCount, 1);
/** A round trip of 40 ms, 1000 bytes a ms. */
const slow = lineOf({ delayMs: 20, bytesPerMs: 1000 });

test('delay alone: everything comes that much later', () => {
  const virtual = new VirtualLine(lineOf({ delayMs: 20 }));
  const { entry, log } = virtual.open();
  virtual
    .at(0, () => entry.push(bytes(60_000)))
    .at(5, () => entry.push(bytes(3)))
    .at(6, () => entry.pushEnd('end'))
    .runUntil(100);
  assert.deepEqual(log, ['20 60000', '25 3', '26 end']);
});

test('a small message comes exactly, bulk half a tick of the timers early or late at most', () => {
  const comesAt = (delayMs: number, byteCount: number): string | undefined => {
    const virtual = new VirtualLine(lineOf({ delayMs }));
    const { entry, log } = virtual.open();
    entry.push(bytes(byteCount));
    virtual.runUntil(1000);
    return log[0];
  };
  assert.deepEqual([comesAt(0.25, 1), comesAt(20.7, 1)], ['0.25 1', '20.7 1']);
  assert.deepEqual(
    [comesAt(20, 70_000), comesAt(20.3, 70_000), comesAt(20.7, 70_000)],
    ['20 65536', '20 65536', '21 65536'],
  );
});

test('a rate spreads bytes over time, behind those before them', () => {
  const virtual = new VirtualLine(slow);
  const { entry, log } = virtual.open();
  virtual
    .at(0, () => entry.push(bytes(5_000)))
    .at(1, () => entry.push(bytes(1_000)))
    .at(1, () => entry.pushEnd('end'))
    .runUntil(100);
  assert.deepEqual(log, ['22 2000', '24 2000', '25 1000', '26 1000', '26 end']);
});

test('a full line has no room, and says when it has some, and when much', () => {
  const virtual = new VirtualLine(slow);
  const { entry, log } = virtual.open();
  assert.equal(entry.roomBytes, 65_536); // 40 ms are less than that
  entry.push(bytes(70_000));
  assert.equal(entry.roomBytes, 0);
  virtual.runUntil(40);
  assert.ok(entry.roomBytes > 0);
  assert.deepEqual(
    log.filter((line) => !line.endsWith('2000')),
    ['4 room', '36 relief'],
  );
});

test('the queue is the bandwidth-delay product', () => {
  assert.equal(new VirtualLine(lineOf({ delayMs: 300, bytesPerMs: 2500 })).open().entry.roomBytes, 1_500_000);
});

test('what the exit does not take waits on the line up to a window, and goes on with resume', () => {
  const virtual = new VirtualLine(lineOf({ delayMs: 20, bytesPerMs: 100_000 }));
  const lane = virtual.open();
  lane.isExitReady = false;
  lane.pushSteadily(20_000_000);
  virtual.runUntil(1_000);
  assert.deepEqual(
    lane.log.filter((line) => /\d$/.test(line)),
    ['21 65536'],
  );
  assert.equal(lane.entry.roomBytes, 0);
  lane.isExitReady = true;
  lane.entry.resume();
  virtual.runUntil(2_000);
  assert.equal(lane.got.length, 20_000_000);
});

test('a reset comes at its time, whatever waits before it', () => {
  const virtual = new VirtualLine(slow);
  const lane = virtual.open();
  lane.isExitReady = false;
  virtual
    .at(0, () => lane.entry.push(bytes(50_000)))
    .at(10, () => lane.entry.pushEnd('reset'))
    .runUntil(100);
  assert.deepEqual(lane.log, ['22 2000', '32 reset']); // behind what had left by then
});

test('a cut line delivers nothing more', () => {
  const virtual = new VirtualLine(slow);
  const { entry, log } = virtual.open();
  virtual
    .at(0, () => entry.push(bytes(5_000)))
    .at(22, () => entry.cut())
    .runUntil(100);
  assert.deepEqual(log, ['22 2000']);
});

test('connections share the line, and a small call need not wait for the bulk of another', () => {
  const virtual = new VirtualLine(lineOf({ delayMs: 5, bytesPerMs: 1000 }));
  const [bulk, other, small] = [virtual.open(), virtual.open(), virtual.open()];
  bulk.pushSteadily(60_000);
  other.pushSteadily(60_000);
  virtual.at(30, () => small.entry.push(bytes(100))).runUntil(1_000);
  const half = (lane: typeof bulk): number =>
    lane.deliveries.filter(({ atMs }) => atMs <= 65).reduce((sum, { byteCount }) => sum + byteCount, 0);
  assert.deepEqual([half(bulk), half(other)], [30_000, 30_000]);
  const [smallLine = ''] = small.log;
  assert.ok(Number.parseFloat(smallLine) < 30 + 5 + 2 * 2 + 0.2, smallLine);
  const lastMs = virtual.deliveries.at(-1)?.atMs ?? 0;
  assert.ok(Math.abs(lastMs - (120.1 + 5)) < 0.5, `${lastMs}`); // the line was never idle
});

test('the two directions know nothing of each other', () => {
  const options = { ...slow, rateBitsPerSec: { toServer: 8_000_000, toClient: null } };
  const virtual = new VirtualLine(options);
  const [up, down] = [virtual.open('toServer'), virtual.open('toClient')];
  up.entry.push(bytes(3_000));
  down.entry.push(bytes(3_000));
  virtual.runUntil(100);
  assert.deepEqual([up.log, down.log], [['22 2000', '23 1000'], ['20 3000']]);
});

test('TCP and TLS take their round trips, the jitter of each way, and the handshake delay', () => {
  const { handshake } = new VirtualLine(lineOf({ delayMs: 40, jitterMs: 10, handshakeDelayMs: 100 }), () => 0.5).line;
  assert.deepEqual([handshake.connectMs(), handshake.tlsMs(1), handshake.tlsMs(2)], [90, 190, 280]);
});

test('a lost SYN costs a second, a lost flight of TLS its round trip and 200 ms', () => {
  const draws = [0, 0, 0.1, 0.9];
  const lossy = lineOf({ delayMs: 40, lossShare: 0.5 });
  const chance = (): (() => number) => {
    let at = 0;
    return () => draws[at++ % draws.length] ?? 0;
  };
  assert.equal(new VirtualLine(lossy, chance()).line.handshake.connectMs(), 1080);
  assert.equal(new VirtualLine(lossy, chance()).line.handshake.tlsMs(1), 360);
});
