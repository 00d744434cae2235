// Which product it may be, for the advice only: it is asked something that is no HTTP, and its error page tells. No verdict hangs on it.
import { type Check, pass, skip, unknown } from '../check.js';
import { recogniseProduct } from '../products/index.js';

export const productCheck: Check = {
  id: 'product',
  title: 'It shows what it is.',
  sends: 'a line that is no HTTP, within TLS',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const asked = await probe.ask(
      { method: 'lb-check', target: ' ', headers: [] },
      { timeoutMs: 5000, withCredentials: false },
    );
    if (asked.kind !== 'asked') return skip('There is no TLS.');
    probe.signs.badRequest = asked.exchanged;
    const product = recogniseProduct(probe.signs);
    if (product !== null) return pass(`It answers like ${product.name}.`);
    return unknown(
      'It shows nothing of itself: a pass-through, or a box that only carries TLS. Name it with --product for advice.',
    );
  },
};
