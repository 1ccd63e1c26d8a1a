import type { Addresses } from '../../ports/ports.ts';

/** `https` is called, and any scheme on `allowed.internal`; but nothing else inside, nor the example server. */
export const testAddresses: Addresses = {
  refusalOf(text) {
    const url = URL.parse(text);
    if (url === null || url.username !== '' || text.includes('#')) return 'malformed';
    if (url.hostname === 'allowed.internal') return null;
    if (url.protocol !== 'https:') return 'not_https';
    if (url.hostname === 'auth.example') return 'own_host';
    return url.hostname === 'localhost' ? 'inner_address' : null;
  },
};
