// In: nothing. Out: the connections to record between OpenSSL's own client and server: what the captures of real backups lack.

/** What the client types: lines for the server to send back reversed, `K` and `R` for a KeyUpdate and a renegotiation. */
export interface Visit {
  readonly clientArgs: readonly string[];
  readonly types: readonly string[];
}

export interface Witness {
  readonly name: string;
  readonly serverArgs: readonly string[];
  readonly visits: readonly Visit[];
  /** Goes before, to another server and unrecorded: for a ticket that the recorded server does not know. */
  readonly visitBefore?: { readonly serverArgs: readonly string[]; readonly visit: Visit };
}

const lines = ['the first question', 'a second question, somewhat longer than the first', 'good bye'];

const tls12 = (name: string, cipher: string, ...both: readonly string[]): Witness => ({
  name: `tls12-${name}`,
  serverArgs: ['-tls1_2', ...both],
  visits: [{ clientArgs: ['-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`, ...both], types: lines }],
});

const tls13 = (name: string, serverArgs: readonly string[], ...visits: readonly Visit[]): Witness => ({
  name: `tls13-${name}`,
  serverArgs: ['-tls1_3', ...serverArgs],
  visits: visits.map(({ clientArgs, types }) => ({ clientArgs: ['-tls1_3', ...clientArgs], types })),
});

/** Both in the folder where the programs run. */
export const ticketFile = 'ticket.pem';
export const earlyDataFile = 'early.txt';

export const witnesses: readonly Witness[] = [
  tls12('ecdhe-aes128-gcm', 'ECDHE-RSA-AES128-GCM-SHA256'),
  tls12('ecdhe-aes256-gcm', 'ECDHE-RSA-AES256-GCM-SHA384'),
  tls12('ecdhe-chacha20', 'ECDHE-RSA-CHACHA20-POLY1305'),
  tls12('dhe-aes256-gcm', 'DHE-RSA-AES256-GCM-SHA384'),
  tls12('rsa-aes128-gcm', 'AES128-GCM-SHA256'),
  tls12('rsa-aes256-cbc-sha256-etm', 'AES256-SHA256'),
  tls12('ecdhe-aes128-cbc-sha-etm', 'ECDHE-RSA-AES128-SHA'),
  tls12('ecdhe-aes256-cbc-sha384-mte', 'ECDHE-RSA-AES256-SHA384', '-no_etm'),
  tls12('rsa-aes128-cbc-sha-mte', 'AES128-SHA', '-no_etm'),
  {
    name: 'tls12-resumed',
    serverArgs: ['-tls1_2'],
    visits: [
      { clientArgs: ['-tls1_2', '-sess_out', ticketFile], types: lines },
      { clientArgs: ['-tls1_2', '-sess_in', ticketFile], types: lines },
    ],
  },
  {
    name: 'tls12-renegotiated',
    serverArgs: ['-tls1_2', '-client_renegotiation'],
    visits: [{ clientArgs: ['-tls1_2'], types: [lines[0] ?? '', 'R', lines[1] ?? '', lines[2] ?? ''] }],
  },
  tls13('aes128-gcm', [], { clientArgs: ['-ciphersuites', 'TLS_AES_128_GCM_SHA256'], types: lines }),
  tls13('chacha20', [], { clientArgs: ['-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'], types: lines }),
  tls13('key-update', [], { clientArgs: [], types: [lines[0] ?? '', 'k', lines[1] ?? '', 'K', lines[2] ?? ''] }),
  tls13('hello-retry', ['-groups', 'P-384'], { clientArgs: ['-groups', 'X25519:P-384'], types: lines }),
  tls13(
    'resumed',
    [],
    { clientArgs: ['-sess_out', ticketFile], types: lines },
    { clientArgs: ['-sess_in', ticketFile], types: lines },
  ),
  {
    ...tls13('early-data-refused', [], {
      clientArgs: ['-sess_in', ticketFile, '-early_data', earlyDataFile],
      types: lines,
    }),
    visitBefore: {
      serverArgs: ['-tls1_3', '-early_data'],
      visit: { clientArgs: ['-tls1_3', '-sess_out', ticketFile], types: [] },
    },
  },
];
