/** How this server shows the external API who asks (product.md H-4, H-5). */

import { createHmac } from 'node:crypto';
import type { Random } from '@grantor/engine';
import { createRecencyMap, type Secret } from '@grantor/protocol';
import { randomUuid } from '../accounts/random-values.ts';

export type ApiAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'simple'; readonly header: string; readonly secret: Secret }
  | { readonly kind: 'hmac'; readonly secret: Secret };

/** What is signed. */
export type SignedRequest = {
  /** Unix seconds. */
  readonly timestamp: number;
  readonly method: 'POST';
  readonly url: string;
  readonly body: string;
};

/** Lower-case hex of HMAC-SHA256 over timestamp, method, path with query, and body, one behind the other. */
export function signatureOf(secret: Secret, { timestamp, method, url, body }: SignedRequest): string {
  const { pathname, search } = new URL(url);
  return createHmac('sha256', secret.reveal())
    .update(`${timestamp}${method}${pathname}${search}${body}`)
    .digest('hex');
}

/** Headers of one request; of another try they are others. */
export type Authenticate = (request: SignedRequest) => Readonly<Record<string, string>>;

const rememberedSignatures = 10_000;

export function createAuthenticate(authentication: ApiAuthentication, random: Random): Authenticate {
  switch (authentication.kind) {
    case 'none':
      return () => ({});
    case 'simple':
      return () => ({ [authentication.header]: authentication.secret.reveal() });
    case 'hmac':
      return signing(authentication.secret, random);
  }
}

/** Receivers take a signature once, and the nonce is not in it: the same request again is dated a second later. */
function signing(secret: Secret, random: Random): Authenticate {
  const sent = createRecencyMap<true>(rememberedSignatures);
  return (request) => {
    let { timestamp } = request;
    let signature = signatureOf(secret, request);
    while (sent.get(signature) !== undefined) {
      timestamp += 1;
      signature = signatureOf(secret, { ...request, timestamp });
    }
    sent.set(signature, true);
    return {
      'x-timestamp': String(timestamp),
      'x-nonce': randomUuid(random),
      'x-signature': signature,
    };
  };
}
