// Whose SETTINGS the client sees. Those of PBS: the box is a true tunnel. Others: it takes part in the HTTP/2 of the session.
import { type Check, fail, pass } from '../check.js';
import { settingIds } from '../wire/index.js';
import { within, withTunnel } from './with-tunnel.js';

/** PBS's windows of 32 MiB and frames of 4 MiB (protocol.md 1.7). */
const pbsWindowBytes = 33_554_432;
const pbsFrameBytes = 4_194_304;
const defaultWindowBytes = 65_535;
const defaultFrameBytes = 16_384;
const patienceMs = 5000;

export const settingsCheck: Check = {
  id: 'settings',
  title: "The server's SETTINGS arrive unchanged: the box is a true tunnel.",
  sends: 'the preface and SETTINGS of the official client',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    const result = await withTunnel(probe, 'backup', async ({ tunnel }) => {
      const settings = await within(tunnel.settings, patienceMs, 'SETTINGS');
      const windowBytes = settings.get(settingIds.initialWindowBytes) ?? defaultWindowBytes;
      const frameBytes = settings.get(settingIds.maxFrameBytes) ?? defaultFrameBytes;
      const shown = `INITIAL_WINDOW_SIZE ${windowBytes}, MAX_FRAME_SIZE ${frameBytes}.`;
      if (windowBytes === pbsWindowBytes && frameBytes === pbsFrameBytes)
        return pass(`${shown} They are those of PBS.`, { facts: { settingsEndToEnd: true } });
      return fail(
        [
          shown,
          `PBS sends INITIAL_WINDOW_SIZE ${pbsWindowBytes}, MAX_FRAME_SIZE ${pbsFrameBytes}: these are of the box.`,
        ],
        {
          facts: { settingsEndToEnd: false },
          findings: ['h2-terminated'],
          remedy: 'no-h2-termination',
        },
      );
    });
    return result.findings?.includes('tunnel-broken') === true
      ? { ...result, facts: { settingsEndToEnd: false } }
      : result;
  },
};
