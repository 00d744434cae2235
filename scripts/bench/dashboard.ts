// `npm run bench -- dashboard`: the cost of the dashboard view by view, and whether the relay's answers come later while it is shown.
// In: the surroundings of the bench. Out: rows, and a text. Asserts nothing; the aims stand beside the figures.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callsPerSecond, measureViews, type ViewCost } from './dashboard-cost.js';
import { measure, median } from './measure.js';
import { freePort, type RunningSystem, type Surroundings, startPbscope } from './systems.js';

const aims = { share: 0.1, bytesPerSec: 40_000, p99: 1.1 } as const;
const roundCount = 5;
const callCount = 4_000;
const askEveryMs = 50;
const maxAskCount = 200;

export interface DashboardBench {
  readonly views: readonly ViewCost[];
  /** Round trips through the proxy, µs. */
  readonly relay: { readonly plainP99Us: number; readonly shownP99Us: number };
}

/** `pbscope proxy` in a terminal that `script` (util-linux) makes, its dashboard drawn. */
async function startShown({ folder, originPort, originFingerprint }: Surroundings): Promise<RunningSystem> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
  const record = join(folder, `shown-${Date.now()}.pbscope`);
  const command = `stty cols 120 rows 40; exec '${process.execPath}' '${main}' proxy --listen 127.0.0.1:${port} --upstream 127.0.0.1:${originPort} --upstream-fingerprint ${originFingerprint} --record '${record}'`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  for (let ask = 0; ask < maxAskCount; ask += 1) {
    if (await canConnect(port)) break;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  const stop = async (): Promise<void> => {
    child.stdin.write('\u0003');
    await ended;
  };
  return { port, pid: child.pid ?? 0, stop };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

export async function benchDashboard(
  surroundings: Surroundings,
  progress: (text: string) => void,
): Promise<DashboardBench> {
  const views = measureViews(progress);
  const plain = await startPbscope(surroundings, []);
  const shown = await startShown(surroundings);
  const runs: { plain: number[]; shown: number[] } = { plain: [], shown: [] };
  try {
    for (let round = 0; round <= roundCount; round += 1) {
      progress(round === 0 ? 'relay, warm-up' : `relay, round ${round} of ${roundCount}`);
      for (const [name, system] of [
        ['plain', plain],
        ['shown', shown],
      ] as const) {
        const { roundTripP99Us } = await measure(system, 'small', callCount);
        if (round > 0) runs[name].push(roundTripP99Us);
      }
    }
  } finally {
    await plain.stop();
    await shown.stop();
  }
  return { views, relay: { plainP99Us: median(runs.plain), shownP99Us: median(runs.shown) } };
}

export function renderDashboardBench({ views, relay }: DashboardBench): string {
  const rows = views.map(
    ({ view, share, bytesPerSec }) =>
      `${view.padEnd(12)}${(share * 100).toFixed(1).padStart(8)} %${(bytesPerSec / 1000).toFixed(1).padStart(12)} kB/s`,
  );
  const aim = `aims: under ${aims.share * 100} % and ${aims.bytesPerSec / 1000} kB/s`;
  const lines = [
    `the dashboard at ${callsPerSecond} calls/s, 120x40; ${aim}`,
    '',
    'view            core     terminal',
    ...rows,
  ];
  const { plainP99Us, shownP99Us } = relay;
  const ratio = `${(shownP99Us / plainP99Us).toFixed(2)} of it (aim: under ${aims.p99})`;
  lines.push(
    '',
    `relay, small calls, p99: ${plainP99Us.toFixed(0)} µs without, ${shownP99Us.toFixed(0)} µs with the dashboard: ${ratio}`,
  );
  return `${lines.join('\n')}\n`;
}
