// The ordered list of products. In: signs, or a name that the user gave. Out: the product, or null; and its advice. The nearest box of
// several is named first: it writes its own error pages.
import { apache } from './apache.js';
import { caddy } from './caddy.js';
import { envoy } from './envoy.js';
import { generalAdvice } from './generic.js';
import { haproxy } from './haproxy.js';
import { mitmproxy } from './mitmproxy.js';
import { nghttpx } from './nghttpx.js';
import { nginx } from './nginx.js';
import type { Product, Remedy, Signs } from './product.js';
import { stunnel } from './stunnel.js';
import { traefik } from './traefik.js';
import { varnish } from './varnish.js';

export const products: readonly Product[] = [
  haproxy,
  nginx,
  caddy,
  apache,
  traefik,
  envoy,
  stunnel,
  varnish,
  nghttpx,
  mitmproxy,
];

export const recogniseProduct = (signs: Signs): Product | null =>
  products.find((product) => product.isSeenIn(signs)) ?? null;

export const productNamed = (id: string): Product | null => products.find((product) => product.id === id) ?? null;

export function adviceFor(remedy: Remedy, product: Product | null): string {
  const setting = product?.settings[remedy];
  return setting === undefined || product === null
    ? generalAdvice[remedy]
    : `${generalAdvice[remedy]} ${product.name}: ${setting}`;
}
