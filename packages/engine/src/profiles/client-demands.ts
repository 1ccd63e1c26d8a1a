/** What a client has to do whatever it asks for: by the server, by its profile, or by its own record. */

import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from './security-profile.ts';

/** RFC 9126 §6, advanced.md SW-10 */
export const mustPush = (client: Client, policy: Policy): boolean =>
  client.requirePushedRequests ||
  [policy.pushedRequests, profileOf(client, policy).pushedRequests].includes('required');

/** RFC 9101 §10.5, advanced.md SW-12 */
export const mustSign = (client: Client, policy: Policy): boolean =>
  client.requireSignedRequestObject || profileOf(client, policy).signedRequests === 'required';

/** What its requests have to be like; `bound`: its tokens are bound to what it shows. */
export type ClientDemands = { readonly [What in 'pushed' | 'signed' | 'bound']: 'required' | 'welcome' };

/** For whoever asks in the place of the client (product.md C-7). */
export const demandsOn = (client: Client, policy: Policy): ClientDemands => ({
  pushed: mustPush(client, policy) ? 'required' : 'welcome',
  signed: mustSign(client, policy) ? 'required' : 'welcome',
  bound:
    client.dpopBoundAccessTokens || profileOf(client, policy).boundTokens === 'all' ? 'required' : 'welcome',
});
