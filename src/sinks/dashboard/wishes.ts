// What a key asks for outside the dashboard. In: a wish. Out: done, and what to say of it; null where the picture itself tells.
import type { Wish } from './model.js';
import type { DashboardOptions } from './options.js';
import type { Terminal } from './render/index.js';

/** What terminals take at once; xterm's limit is near. */
const maxCopiedCharacters = 50_000;

/** `tell`: what is known only later. */
export function grantWish(
  wish: Wish,
  options: DashboardOptions,
  terminal: Terminal,
  tell: (message: string) => void,
): string | null {
  switch (wish.kind) {
    case 'seek':
      options.feed.playback?.seek(wish.atMs);
      return null;
    case 'play':
      options.feed.playback?.play(wish.speed);
      return null;
    case 'stop':
      options.feed.playback?.stop();
      return null;
    case 'copy':
      if (wish.text === '') return 'nothing to copy here';
      terminal.copy(wish.text.slice(0, maxCopiedCharacters));
      return 'copied, if your terminal allows it (OSC 52)';
    case 'mouse':
      terminal.setMouse(wish.isOn);
      return wish.isOn
        ? 'mouse: wheel scrolls, click chooses; m gives it back'
        : "mouse: the terminal's, to select text";
    case 'suspend':
      if (options.isRelay === true)
        return 'ctrl-z would stop the relay and with it every session; pbscope attach looks from elsewhere';
      terminal.suspend();
      return null;
    case 'write': {
      const { writeReport } = options;
      if (writeReport === undefined) return 'the report cannot be written from here';
      writeReport(wish.path).then(
        (path) => tell(`written: ${path}`),
        (error: unknown) => tell(describeError(error)),
      );
      return 'writing the report';
    }
    case 'saveFilter':
      return attempt(() => {
        options.onSaveFilter?.(wish.name, wish.text);
        return wish.text === null ? `forgotten: @${wish.name}` : `saved: @${wish.name} stands for ${wish.text}`;
      });
  }
}

/** A full disk is no reason to lose the screen. */
function attempt(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return describeError(error);
  }
}

const describeError = (error: unknown): string => (error instanceof Error ? error.message : String(error));
