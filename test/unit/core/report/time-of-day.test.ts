// Times of day in the zone that is named: UTC, fixed offsets on both sides of it, and this machine's own over a change of its clocks.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { zoneOf } from '../../../../src/cli/settings/index.js';
import { formatTimeOfDay, formatWhen, utcZone, type Zone } from '../../../../src/core/report/index.js';

const fixed = (minutes: number): Zone => ({ offsetMinutesAt: () => minutes });
const evening = Date.UTC(2026, 10, 24, 23, 5, 7, 89);
const zoneBefore = process.env['TZ'];
after(() => {
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
});

test('UTC is named, other zones say how far they are from it', () => {
  assert.equal(formatWhen(evening, utcZone), '2026-11-24 23:05:07 UTC');
  assert.equal(formatWhen(evening, fixed(60)), '2026-11-25 00:05:07 +01:00');
  assert.equal(formatWhen(evening, fixed(-210)), '2026-11-24 19:35:07 -03:30');
  assert.equal(formatWhen(evening, fixed(345)), '2026-11-25 04:50:07 +05:45');
  assert.equal(formatTimeOfDay(evening, fixed(60)), '00:05:07.089');
});

test('the text of a report is taken as well; what is no time stays as it is', () => {
  assert.equal(formatWhen('2026-11-24T23:05:07.089Z', fixed(0)), '2026-11-24 23:05:07 +00:00');
  assert.equal(formatWhen('yesterday', utcZone), 'yesterday');
  assert.equal(formatWhen(8.64e15, fixed(60)), '8640000000000000');
  assert.equal(formatTimeOfDay(Number.NaN, utcZone), '');
});

test('local time follows the clocks of the place: the same hour twice in autumn, one left out in spring', () => {
  process.env['TZ'] = 'Europe/Vienna';
  const zone = zoneOf({});
  const lines = (first: number): string[] => [0, 1, 2].map((hours) => formatWhen(first + hours * 3_600_000, zone));
  assert.deepEqual(lines(Date.UTC(2026, 9, 24, 23, 30)), [
    '2026-10-25 01:30:00 +02:00',
    '2026-10-25 02:30:00 +02:00',
    '2026-10-25 02:30:00 +01:00',
  ]);
  assert.deepEqual(lines(Date.UTC(2026, 2, 28, 23, 30)), [
    '2026-03-29 00:30:00 +01:00',
    '2026-03-29 01:30:00 +01:00',
    '2026-03-29 03:30:00 +02:00',
  ]);
});

test('--utc is UTC wherever the machine stands', () => {
  process.env['TZ'] = 'America/St_Johns';
  assert.equal(formatWhen(evening, zoneOf({ utc: true })), '2026-11-24 23:05:07 UTC');
  assert.equal(formatWhen(evening, zoneOf({ utc: false })), '2026-11-24 19:35:07 -03:30');
});
