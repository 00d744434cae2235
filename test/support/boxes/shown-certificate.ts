// A certificate for stubs, made once in a process. In: the test. Out: PEM.
import type { TestContext } from 'node:test';
import { openTestCertificates } from '../relay-rig.js';

export interface ShownCertificate {
  readonly key: string;
  readonly certificate: string;
}

export async function makeStubCertificate(context: TestContext): Promise<ShownCertificate> {
  return (await openTestCertificates(context)).leafFor('box.test');
}
