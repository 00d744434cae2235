// What is known of a product: how it shows itself in what it answers, and the setting behind each remedy. Types only. A new product is one
// file here and one line in products.ts; a check never asks which product it looks at.
import type { Exchanged, Reply } from '../wire/index.js';

/** What has to change, whatever the product calls it. */
export type Remedy =
  | 'reach-server'
  | 'right-name'
  | 'right-port'
  | 'route'
  | 'firewall'
  | 'tls-listener'
  | 'tls-silence'
  | 'tls-parameters'
  | 'no-accept-proxy'
  | 'client-certificate'
  | 'no-proxy-header'
  | 'tls-to-server'
  | 'trust-certificate'
  | 'http1-to-server'
  | 'http1-to-client'
  | 'pass-upgrade'
  | 'http11-to-server'
  | 'keep-authorization'
  | 'double-slash'
  | 'keep-path'
  | 'allow-request'
  | 'no-own-login'
  | 'no-response-buffering'
  | 'no-h2-termination'
  | 'body-limit'
  | 'idle-timeout'
  | 'stall-timeout'
  | 'session-age'
  | 'one-server'
  | 'server-health'
  | 'client-limit'
  | 'server-name'
  | 'connection-header'
  | 'pass-end';

export interface Signs {
  readonly replies: Reply[];
  /** The answer to what is no HTTP at all. */
  badRequest: Exchanged | null;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  isSeenIn(signs: Signs): boolean;
  /** Lines of its configuration. What is missing here is said in general words. */
  readonly settings: Partial<Readonly<Record<Remedy, string>>>;
}
