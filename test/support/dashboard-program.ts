// A program that shows the dashboard over the sample, for tests in a real terminal and for looking at it.
// In: arguments `live|recorded`, `16|256|none`, `ascii|utf-8`. Out: the dashboard until it is left; then one line.
import { startDashboard } from '../../src/sinks/dashboard/index.js';
import { createFeed } from './sample-report.js';

const [, , mode = 'recorded', colour = '16', charset = 'utf-8'] = process.argv;

startDashboard({
  feed: createFeed(),
  title: `process ${process.pid}`,
  isLive: mode === 'live',
  input: process.stdin,
  output: process.stdout,
  notices: ['proxy listens on 127.0.0.1:8008'],
  isAscii: charset === 'ascii',
  colour: colour === 'none' || colour === '256' ? colour : '16',
  onQuit: () => process.stdout.write('left the dashboard\n'),
});
