/** What a client has to do whatever it asks for: by the server, by its profile, or by its own record. */

import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from './security-profile.ts';

/** RFC 9126 §6, advanced.md SW-10 */
export const mustPush = (client: Client, policy: Policy): boolean =>
  client.requirePushedRequests ||
  [policy.pushedRequests, profileOf(client, policy).pushedRequests].includes('required');

/** RFC 9101 §10.5, advanced.md SW-12; what is encrypted is signed inside (advanced.md JAR-6). */
export const mustSign = (client: Client, policy: Policy): boolean =>
  client.requireSignedRequestObject ||
  client.requireEncryptedRequestObject ||
  profileOf(client, policy).signedRequests === 'required';

/** What tokens may be bound to. */
export type TokenBinding = 'bearer' | 'dpop' | 'certificate';

/** What its requests have to be like. */
export type ClientDemands = { readonly [What in 'pushed' | 'signed']: 'required' | 'welcome' } & {
  /** What its tokens can be bound to, the usual first; one alone: they have to be. */
  readonly bindings: readonly [TokenBinding, ...TokenBinding[]];
};

/** For whoever asks in the place of the client (product.md C-7). */
export const demandsOn = (client: Client, policy: Policy): ClientDemands => ({
  pushed: mustPush(client, policy) ? 'required' : 'welcome',
  signed: mustSign(client, policy) ? 'required' : 'welcome',
  bindings: bindingsOf(client, policy),
});

/** advanced.md DPO-8, MTL-5, SW-6 */
function bindingsOf(client: Client, policy: Policy): ClientDemands['bindings'] {
  if (client.dpopBoundAccessTokens) return ['dpop'];
  const isShowable = policy.certificates !== null;
  if (client.certificateBoundAccessTokens) return isShowable ? ['certificate', 'dpop'] : ['dpop'];
  if (profileOf(client, policy).boundTokens === 'as_set') return ['bearer', 'dpop'];
  return isShowable ? ['dpop', 'certificate'] : ['dpop'];
}
