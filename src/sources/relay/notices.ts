// Says things to the operator once: a notice is passed on when it differs from the last of its code. In: notices. Out: fewer.
import type { RelayNotice } from './relay-options.js';

export interface Notices {
  say(notice: RelayNotice): void;
  /** What was said of this code is over: next time it is news again. */
  forget(code: string): void;
}

export function createNotices(onNotice: (notice: RelayNotice) => void): Notices {
  const said = new Map<string, string>();
  return {
    say({ code, sentence, nextStep }) {
      if (said.get(code) === sentence) return;
      said.set(code, sentence);
      onNotice({ code, sentence, nextStep });
    },
    forget: (code) => {
      said.delete(code);
    },
  };
}
