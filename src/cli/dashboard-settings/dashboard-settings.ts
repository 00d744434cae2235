// What the dashboard remembers from one run to the next: filters by name, and that somebody has seen it. In: a file beside
// pbscope.json. Out: values; a file that cannot be read is an empty one, since nothing depends on it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../folders/index.js';
import { configFile } from '../settings/index.js';

const schema = z.object({
  filters: z.record(z.string(), z.string()).default({}),
  hasBeenSeen: z.boolean().default(false),
});
export type DashboardSettings = z.infer<typeof schema>;

const settingsFile = (): string => join(dirname(configFile()), 'dashboard.json');

export function readDashboardSettings(path: string = settingsFile()): DashboardSettings {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return schema.parse({});
  }
}

/** Throws what the system said. */
export function writeDashboardSettings(settings: DashboardSettings, path: string = settingsFile()): void {
  makeFolder(dirname(path), { mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
}

/** The new text of a filter, or null to forget it. */
export function saveFilter(name: string, text: string | null, path: string = settingsFile()): void {
  const settings = readDashboardSettings(path);
  const { [name]: _before, ...others } = settings.filters;
  writeDashboardSettings({ ...settings, filters: text === null ? others : { ...others, [name]: text } }, path);
}
