// Certificates of a test set-up: a CA, a leaf of the box and a leaf of the server behind it, as PEM files. In: a folder. Out: paths.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCertificateStore } from '../../../src/sources/relay/index.js';

export interface BoxCertificates {
  readonly ca: string;
  /** Certificate and key in one file. */
  readonly boxPem: string;
  readonly boxKey: string;
  readonly backendCert: string;
  readonly backendKey: string;
}

export async function makeCertificates(folder: string): Promise<BoxCertificates> {
  const store = await openCertificateStore(join(folder, 'certificates'));
  const box = await store.leafFor('pbs.test');
  const backend = await store.leafFor('127.0.0.1');
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  };
  return {
    ca: write('ca.pem', store.authority.certificate),
    boxPem: write('box.pem', `${box.certificate}\n${box.key}`),
    boxKey: write('box.key', box.key),
    backendCert: write('backend.crt', backend.certificate),
    backendKey: write('backend.key', backend.key),
  };
}
