// `node dist/scripts/make-tls-witnesses.js FOLDER`: records every line of witnesses.ts as NAME.pcap with its NAME.keys. Needs
// openssl and tcpdump, and the right to capture on loopback. Ports and keys are new each time, so the bytes differ each time.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { start, startServer, visit } from './tls-witnesses/programs.js';
import { earlyDataFile, ticketFile, type Witness, witnesses } from './tls-witnesses/witnesses.js';

const target = process.argv[2];
if (target === undefined) throw new Error('Say which folder they go to.');

function prepare(folder: string): void {
  const subject = ['-subj', '/CN=pbs.example.com', '-days', '3650'];
  const pair = ['-keyout', 'key.pem', '-out', 'cert.pem', '-nodes'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...pair, ...subject], {
    cwd: folder,
    stdio: 'ignore',
  });
  writeFileSync(join(folder, earlyDataFile), 'too early\n');
}

async function record(witness: Witness, folder: string): Promise<void> {
  rmSync(join(folder, ticketFile), { force: true });
  if (witness.visitBefore !== undefined) {
    const { serverArgs, visit: first } = witness.visitBefore;
    const { server, port } = await startServer(serverArgs, folder);
    await visit(port, first.clientArgs, first.types, folder);
    await server.end('SIGTERM');
  }
  rmSync(join(folder, 'keys.txt'), { force: true });
  const { server, port } = await startServer([...witness.serverArgs, '-rev'], folder);
  const dump = start('tcpdump', ['-i', 'lo', '-U', '--immediate-mode', '-w', 'dump.pcap', 'tcp', 'port', port], folder);
  await dump.waitFor(/listening on/);
  for (const { clientArgs, types } of witness.visits) await visit(port, clientArgs, types, folder);
  await server.end('SIGTERM');
  await dump.end('SIGINT');
  copyFileSync(join(folder, 'dump.pcap'), join(resolve(target ?? '.'), `${witness.name}.pcap`));
  copyFileSync(join(folder, 'keys.txt'), join(resolve(target ?? '.'), `${witness.name}.keys`));
}

const folder = mkdtempSync(join(tmpdir(), 'pbscope-tls-witnesses-'));
try {
  prepare(folder);
  for (const witness of witnesses) {
    await record(witness, folder);
    process.stdout.write(`${witness.name}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
