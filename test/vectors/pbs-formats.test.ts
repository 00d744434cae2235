// The test vectors of protocol.md 7: numbers that other programs reproduced, so ours must too.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  blobMagics,
  catalogMagic,
  crc32,
  decodeBlob,
  decodeBlobHeader,
  decodeHex,
  dynamicIndexMagic,
  encodeBlob,
  encodeDynamicIndexEntry,
  encodeHex,
  fixedChunkSizeBytes,
  fixedIndexMagic,
  formatBackupTime,
  hasValidCrc,
  parseBackupTime,
  snapshotPath,
  zeroChunkDigest,
} from '../../src/core/pbs/index.js';

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const hello = new TextEncoder().encode('hello');
const helloDigest = sha256(hello);
const bytesOf = (hex: string): Uint8Array => decodeHex(hex) ?? assert.fail(`no hex: ${hex}`);

test('7.1: every magic is the beginning of the SHA-256 of its label', () => {
  const labels: Readonly<Record<string, string>> = {
    'Proxmox Backup uncompressed blob v1.0': blobMagics.uncompressed,
    'Proxmox Backup zstd compressed blob v1.0': blobMagics.zstd,
    'Proxmox Backup encrypted blob v1.0': blobMagics.encrypted,
    'Proxmox Backup zstd compressed encrypted blob v1.0': blobMagics['encrypted-zstd'],
    'Proxmox Backup fixed sized chunk index v1.0': fixedIndexMagic,
    'Proxmox Backup dynamic sized chunk index v1.0': dynamicIndexMagic,
    'Proxmox Backup Catalog file v1.0': catalogMagic,
  };
  for (const [label, magic] of Object.entries(labels)) assert.equal(sha256(label).slice(0, 16), magic, label);
});

test('7.2: the blob of "hello", byte for byte, and back', () => {
  const blob = encodeBlob('uncompressed', hello);
  assert.equal(encodeHex(blob), '42ab3807be8370a186a6103668656c6c6f');
  assert.equal(sha256(blob), '9c5944aba3379b450612203cafb5bf60c2358103550b7f799d197f4668f169d5');
  assert.deepEqual(decodeBlobHeader(blob), { kind: 'uncompressed', crc32: 0x3610a686, headerBytes: 12 });
  assert.equal(hasValidCrc(blob), true);
  assert.deepEqual(decodeBlob(blob, 5), hello);
});

test('CRC-32 of "123456789" is the check value of every catalogue', () => {
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
});

test('7.3: digest of 4 MiB of zeros, and of "hello"', () => {
  assert.equal(sha256(new Uint8Array(fixedChunkSizeBytes)), zeroChunkDigest);
  assert.match(helloDigest, /^2cf24dba.*9824$/);
});

test('7.4: checksum of the fixed index of the zero chunk and "hello"', () => {
  const csum = sha256(bytesOf(zeroChunkDigest), bytesOf(helloDigest));
  assert.equal(csum, '1d77917af4c67365bbe8f81698b464912c59b4261bbe4ee013b7243f2ab57ef1');
});

test('7.5: checksum of the dynamic index of the zero chunk and "hello"', () => {
  const csum = sha256(
    encodeDynamicIndexEntry(fixedChunkSizeBytes, zeroChunkDigest),
    encodeDynamicIndexEntry(fixedChunkSizeBytes + 5, helloDigest),
  );
  assert.equal(csum, '31bed408200cb47158b7da1bfb1982cd9501fe45a35e0dc0f8c36df08c0d65f2');
});

test('7.6, 7.7: snapshot times and folders', () => {
  assert.equal(formatBackupTime(1593179765), '2020-06-26T13:56:05Z');
  assert.equal(parseBackupTime('2020-06-26T13:56:05Z'), 1593179765);
  assert.equal(snapshotPath('host', 'elsa', 1593179765), 'host/elsa/2020-06-26T13:56:05Z');
  assert.equal(snapshotPath('vm', '100', 1717597476, 'a/b'), 'ns/a/ns/b/vm/100/2024-06-05T14:24:36Z');
});
