// The version of this package, as its package.json says.
import { createRequire } from 'node:module';

export const toolVersion = String(createRequire(import.meta.url)('../../../../package.json').version);
/** How traces and logs name us. */
export const toolName = `pbscope ${toolVersion}`;
