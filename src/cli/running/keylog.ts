// --keylog FILE: TLS keys of both legs in NSS form, mode 0600, for Wireshark. In: lines. A file that fails is said once.
import { createWriteStream } from 'node:fs';

export function openKeylog(path: string, onLoss: (sentence: string) => void): (line: Buffer) => void {
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  let hasFailed = false;
  file.on('error', (error) => {
    if (!hasFailed) onLoss(`${path} takes no more keys (${error.message}); the relay goes on.`);
    hasFailed = true;
  });
  return (line) => {
    if (!hasFailed) file.write(line);
  };
}
