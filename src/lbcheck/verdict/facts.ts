// What the checks measured, in the words of a set-up's expectations (docs/lb-check.md). Null: not measured.

export interface Facts {
  /** `no`: no handshake came about. */
  readonly tls: 'yes' | 'no' | null;
  /** What answered the ClientHello where it was no TLS. */
  readonly firstBytes: string | null;
  /** Whose certificate the client sees. */
  readonly cert: 'own' | 'backend' | null;
  readonly fingerprint: string | null;
  /** `none`: nothing was selected. */
  readonly alpnWhenH2Offered: string | null;
  /** Of the upgrade's reply. */
  readonly status: number | null;
  readonly body: string | null;
  readonly settingsEndToEnd: boolean | null;
  /** Status of the reply. */
  readonly restBody2MiB: number | null;
  /** Seconds of silence after which a session is cut. */
  readonly idleLimitSec: number | null;
  /** The longest silence that was tried and survived. */
  readonly idleHeldSec: number | null;
  readonly ageLimitSec: number | null;
}

export const noFacts: Facts = {
  tls: null,
  firstBytes: null,
  cert: null,
  fingerprint: null,
  alpnWhenH2Offered: null,
  status: null,
  body: null,
  settingsEndToEnd: null,
  restBody2MiB: null,
  idleLimitSec: null,
  idleHeldSec: null,
  ageLimitSec: null,
};
