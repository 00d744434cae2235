// The certificates as files: ca.pem (to hand out), ca.key and leaf.pem (key and certificate, 0600) in a folder of mode 0700.
// In: the folder. Out: what is in it; what is missing altogether is made. Two processes that start at once end with the same set.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../folders/index.js';
import { OperatorFault } from '../operator-fault.js';
import type { Identity } from './issue.js';

export interface CertificateFiles {
  readonly authority: Identity;
  readonly leaf: Identity;
}

const fileNames = { authority: 'ca.pem', authorityKey: 'ca.key', leaf: 'leaf.pem' } as const;

export const authorityFile = (folder: string): string => join(folder, fileNames.authority);

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
/** What rename says when another process has put a full folder there first. */
const isTaken = (error: unknown): boolean => /^(ENOTEMPTY|EEXIST)$/.test((error as NodeJS.ErrnoException).code ?? '');

function explain(folder: string, error: unknown): OperatorFault {
  if (error instanceof OperatorFault) return error;
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  // One that cannot even be made is not incomplete.
  if (isAbsent(error) && syscall !== 'mkdir') {
    return new OperatorFault(
      `The certificate folder ${folder} is incomplete.`,
      'Delete it, and a new one is made; fingerprints change.',
    );
  }
  return new OperatorFault(
    `The certificate folder ${folder} cannot be used (${code ?? message}).`,
    'Check its owner, its permissions and its disk.',
  );
}

async function read(folder: string): Promise<CertificateFiles> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const authority = { certificate: await text(fileNames.authority), key: await text(fileNames.authorityKey) };
  return { authority, leaf: splitLeaf(folder, await text(fileNames.leaf)) };
}

/** leaf.pem holds the key first, so that one rename replaces both. */
function splitLeaf(folder: string, pem: string): Identity {
  const at = pem.indexOf('-----BEGIN CERTIFICATE-----');
  if (at <= 0) {
    throw new OperatorFault(
      `${join(folder, fileNames.leaf)} holds no key and certificate.`,
      `Delete ${folder}, and a new one is made; fingerprints change.`,
    );
  }
  return { key: pem.slice(0, at), certificate: pem.slice(at) };
}

async function write(folder: string, files: CertificateFiles): Promise<void> {
  await writeFile(join(folder, fileNames.authorityKey), files.authority.key, { mode: 0o600 });
  await writeFile(join(folder, fileNames.authority), files.authority.certificate, { mode: 0o644 });
  await writeFile(join(folder, fileNames.leaf), files.leaf.key + files.leaf.certificate, { mode: 0o600 });
}

/** Rejects with OperatorFault. */
export async function openCertificateFiles(
  folder: string,
  create: () => Promise<CertificateFiles>,
): Promise<CertificateFiles> {
  try {
    makeFolder(dirname(folder), { mode: 0o700 });
    const isThere = await readFile(authorityFile(folder)).then(
      () => true,
      (error: unknown) => {
        if (isAbsent(error)) return false;
        throw error;
      },
    );
    if (!isThere) await publish(folder, await create());
    await chmod(folder, 0o700);
    return await read(folder);
  } catch (error) {
    throw explain(folder, error);
  }
}

async function publish(folder: string, files: CertificateFiles): Promise<void> {
  const draft = await mkdtemp(`${folder}.draft-`);
  try {
    await write(draft, files);
    await rename(draft, folder);
  } catch (error) {
    if (!isTaken(error)) throw error; // else the other process's set is the one
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

export async function replaceLeaf(folder: string, leaf: Identity): Promise<void> {
  const draft = join(folder, `${fileNames.leaf}.draft`);
  try {
    await writeFile(draft, leaf.key + leaf.certificate, { mode: 0o600 });
    await rename(draft, join(folder, fileNames.leaf));
  } catch (error) {
    throw explain(folder, error);
  }
}
