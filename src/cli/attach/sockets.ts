// Where running proxies can be asked: a Unix socket each, in a folder that only its user may enter. In: listen addresses. Out: paths.
import { readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { formatHostPort, type HostPort } from '../settings/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

const ending = '.sock';

/** XDG_RUNTIME_DIR, or a folder of the user's own where no session manager made one. */
export function socketFolder(environment: Environment = process.env): string {
  const runtime = environment['XDG_RUNTIME_DIR'];
  return runtime ? join(runtime, 'pbscope') : join(tmpdir(), `pbscope-${userInfo().uid}`);
}

/** `127.0.0.1:8008.sock`; short enough for sun_path, 107 bytes. */
export const socketPath = (listen: HostPort, folder: string = socketFolder()): string =>
  join(folder, `${formatHostPort(listen)}${ending}`);

/** Listen addresses of proxies whose sockets are there; whether they answer shows when they are asked. */
export function findProxies(folder: string = socketFolder()): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .sort();
  } catch {
    return [];
  }
}
