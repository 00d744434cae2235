// In: reports as a terminal sends them (SGR mouse mode). Out: what is chosen, opened, scrolled; and the mouse given back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keys } from '../support/headless-terminal.js';
import { type OpenDashboard, openDashboard } from '../support/open-dashboard.js';

const size = { columns: 120, rows: 40 };
const mouseOn = '\u001b[?1000h\u001b[?1006h';
const mouseOff = '\u001b[?1006l\u001b[?1000l';
/** Rows and columns from 0; pressed and let go. */
const click = (row: number, column: number): string => {
  const at = `0;${column + 1};${row + 1}`;
  return `\u001b[<${at}M\u001b[<${at}m`;
};
const wheelDown = '\u001b[<65;10;10M';
const wheelUp = '\u001b[<64;10;10M';

const open = (): OpenDashboard => openDashboard(size, { hasMouse: true });

async function clickOn(opened: OpenDashboard, text: string | RegExp): Promise<void> {
  const rows = await opened.terminal.rows();
  const row = rows.findIndex((one) => one.search(text) >= 0);
  assert.ok(row >= 0, `${text} is not on the screen:\n${rows.join('\n')}`);
  opened.terminal.type(click(row, rows[row]?.search(text) ?? 0));
}

const screenOf = async ({ terminal }: OpenDashboard): Promise<string> => (await terminal.rows()).join('\n');

test('a click on a name in the footer is its key', async () => {
  const opened = open();
  await clickOn(opened, /4 latency/);
  assert.match(await screenOf(opened), /all calls, whole time/);
  await clickOn(opened, /\? help/);
  assert.match(await screenOf(opened), /─ Keys ─/);
  await clickOn(opened, /q quit/);
  assert.deepEqual(opened.told, [], 'in the help it closes the help');
  opened.dashboard.close();
});

test('a click chooses a row, a second one opens it', async () => {
  const opened = open();
  opened.terminal.type('3');
  await clickOn(opened, '0:52.260');
  assert.match(await screenOf(opened), /▸0:52\.260/);
  await clickOn(opened, '0:52.260');
  assert.match(await screenOf(opened), /Call \d+: createDynamicIndex/);
  opened.dashboard.close();
});

test('in the overview a click chooses a session, a second one shows its calls', async () => {
  const opened = open();
  await clickOn(opened, 'vm/100');
  assert.match(await screenOf(opened), /▸ 2 backup/);
  await clickOn(opened, 'vm/100');
  assert.match(await screenOf(opened), /of session 2/);
  opened.dashboard.close();
});

test('in latency a row, in the timeline a moment, in verdicts a finding', async () => {
  const opened = open();
  opened.terminal.type('4');
  await clickOn(opened, 'appendDynamicIndex');
  assert.match(await screenOf(opened), /appendDynamicIndex, whole time/);
  opened.terminal.type('6');
  await clickOn(opened, 'A flow-control window');
  assert.match(await screenOf(opened), /▸▲ warning/);
  opened.terminal.type('2');
  await clickOn(opened, '1:10');
  assert.match(await screenOf(opened), /as of 1:10/);
  opened.dashboard.close();
});

test('the wheel scrolls lists and the help, several notches of one read too, and does not go round', async () => {
  const opened = open();
  opened.terminal.type('3g');
  opened.terminal.type(wheelDown + wheelDown);
  assert.match(await screenOf(opened), /\n▸0:53\.200/);
  opened.terminal.type('?');
  const help = await screenOf(opened);
  opened.terminal.type(wheelDown);
  assert.notEqual(await screenOf(opened), help);
  opened.terminal.type(keys.escape);
  opened.terminal.type('1');
  opened.terminal.type(wheelDown.repeat(5));
  assert.match(await screenOf(opened), /▸ 3 backup/);
  opened.terminal.type(wheelUp.repeat(5));
  assert.match(await screenOf(opened), /▸ 1 backup/);
  opened.dashboard.close();
});

test('while something is typed, on the header and where nothing is, a click does nothing', async () => {
  const opened = open();
  opened.terminal.type('3/sta');
  opened.terminal.type(click(39, 4) + click(5, 5) + wheelDown);
  assert.match(await screenOf(opened), /\/sta/);
  opened.terminal.type(keys.escape);
  opened.terminal.type('5');
  const before = await screenOf(opened);
  opened.terminal.type(click(0, 3) + click(200, 500) + click(12, 60) + wheelUp);
  assert.equal(await screenOf(opened), before);
  opened.dashboard.close();
});

test('m gives the mouse to the terminal and takes it again; closing gives it back; without it nothing is asked for', () => {
  const opened = open();
  assert.ok(opened.terminal.takeWritten().includes(mouseOn));
  opened.terminal.type('m');
  assert.ok(opened.terminal.takeWritten().includes(mouseOff));
  opened.terminal.type(click(39, 14));
  opened.terminal.type('m');
  assert.ok(opened.terminal.takeWritten().includes(mouseOn));
  opened.dashboard.close();
  assert.ok(opened.terminal.takeWritten().includes(mouseOff));

  const without = openDashboard(size);
  without.terminal.type(click(39, 14));
  without.dashboard.close();
  assert.ok(!without.terminal.takeWritten().includes('1006'));
});
