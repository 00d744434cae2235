// Why the upstream could not be had, in words: Node's and OpenSSL's codes are translated here and nowhere else.
// In: an error, or a refused certificate. Out: code, one sentence, the next step.

export interface UpstreamFailure {
  readonly code: 'relay/upstream-unreachable' | 'relay/upstream-refused';
  readonly sentence: string;
  readonly nextStep: string;
}

const reachFaults: Readonly<Record<string, readonly [says: string, nextStep: string]>> = {
  ECONNREFUSED: [
    'refuses connections',
    'Check that the server runs and that the port is right (a PBS listens on 8007).',
  ],
  ECONNRESET: [
    'closed the connection during the TLS handshake',
    'Check that the port is that of a PBS and not of plain HTTP.',
  ],
  ENOTFOUND: ['has a name that cannot be resolved', 'Check the name, or give the address.'],
  EAI_AGAIN: [
    'has a name that cannot be resolved now (the name server does not answer)',
    'Try again, or give the address.',
  ],
  ETIMEDOUT: ['does not answer', 'Check the network and the firewalls on the way.'],
  EHOSTUNREACH: [
    'cannot be reached from here (no route to the host)',
    'Check the network and the firewalls on the way.',
  ],
  ENETUNREACH: [
    'cannot be reached from here (no route to the network)',
    'Check the network and the firewalls on the way.',
  ],
};

interface NodeError {
  readonly code?: string;
  readonly message: string;
  readonly errors?: readonly NodeError[];
}

export function explainDialError(error: NodeError, address: string): UpstreamFailure {
  const code = error.code ?? error.errors?.[0]?.code ?? '';
  const known = reachFaults[code];
  if (known !== undefined) {
    return { code: 'relay/upstream-unreachable', sentence: `The upstream ${address} ${known[0]}.`, nextStep: known[1] };
  }
  if (/^(ERR_SSL_|EPROTO)/.test(code)) {
    const isPlain = /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG/i.test(`${code} ${error.message}`);
    return {
      code: 'relay/upstream-refused',
      sentence: isPlain
        ? `The upstream ${address} does not speak TLS.`
        : `The upstream ${address} broke off the TLS handshake (${code}).`,
      nextStep: 'Check that the port is that of a PBS (8007).',
    };
  }
  return {
    code: 'relay/upstream-unreachable',
    sentence: `The upstream ${address} cannot be reached (${code || error.message}).`,
    nextStep: 'Check the address and the network.',
  };
}

export const explainTimeout = (address: string, afterMs: number): UpstreamFailure => ({
  code: 'relay/upstream-unreachable',
  sentence: `The upstream ${address} did not answer within ${afterMs / 1000} s.`,
  nextStep: 'Check the network and the firewalls on the way.',
});

export const explainRefusal = (address: string, fault: string, fingerprint: string | null): UpstreamFailure => ({
  code: 'relay/upstream-refused',
  sentence: `The upstream ${address} is not trusted: its certificate ${fault} (its fingerprint is ${fingerprint ?? 'unknown'}).`,
  nextStep: `If that is your server, start with --upstream-fingerprint ${fingerprint ?? 'SHA256'}.`,
});
