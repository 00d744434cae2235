// What a peer said before it ended the TLS: Node and OpenSSL put the alert into an error's code. In: an error. Out: the alert's name as in
// RFC 8446 6.2 ("certificate required"), or null where the error is none of the peer's alerts.

/** `TLSV13_ALERT_` and so on: OpenSSL names the version that brought the alert in. */
const code = /^ERR_SSL_(?:TLSV1|TLSV13|SSLV3)_(?:ALERT_)?([A-Z_]+)$/;

export const readTlsAlert = (error: NodeJS.ErrnoException): string | null =>
  code
    .exec(error.code ?? '')?.[1]
    ?.toLowerCase()
    .replaceAll('_', ' ') ?? null;
