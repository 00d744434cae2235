// Tools from Debian that a test may need. In: their names. Out: false, or the reason to skip; in CI a missing tool fails its test.
import { spawnSync } from 'node:child_process';

export function whyWithout(...tools: readonly string[]): string | false {
  if (process.env['CI'] !== undefined) return false;
  const missing = tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined);
  return missing.length === 0 ? false : `${missing.join(', ')} is not installed (Debian)`;
}
