import { fixtureKey } from '../setup/keys.ts';
import { type Answer, expectStatus } from '../wire/answer.ts';
import { type AssertionWish, presentAssertion, type SigningKey } from '../wire/client-assertion.ts';
import type { Parameters } from '../wire/parameters.ts';
import { type RequestObjectWish, signRequestObject } from '../wire/request-object.ts';
import type { AuthorizationRequest, Conversation } from './conversation.ts';
import { KeyHolder } from './key-holder.ts';
import { follow, PAR_ENDPOINT, type Pushed, pushed } from './pushed.ts';

// A client that is held to FAPI 2.0: it signs who it is, pushes what it asks for, and holds a key.

/** The client's assertion, changed. */
export function proveWith(t: Conversation, wish: Partial<AssertionWish>): Promise<Parameters> {
  return presentAssertion(fixtureKey, { clientId: 'bank', audience: t.issuer, ...wish });
}

/** Pushes a request that the client signs. */
export async function pushSigned(
  t: Conversation,
  wish: Partial<RequestObjectWish> & { readonly key?: SigningKey } = {},
): Promise<Pushed> {
  const { key = fixtureKey, ...changes } = wish;
  const { parameters, verifier } = t.request('bank', { response_mode: 'jwt' });
  const request = await signRequestObject(key, { audience: t.issuer, parameters, ...changes });
  const answer = await t.as('bank', PAR_ENDPOINT, { client_id: 'bank', request });
  return { answer, parameters, verifier };
}

/** The tokens of a whole sign-in, bound to a key of its own. */
export async function signIn(t: Conversation, changes: Parameters = {}, wish: AuthorizationRequest = {}) {
  const holder = await KeyHolder.create(t);
  const authorization = await follow(t, await pushed(t, 'bank', changes), wish);
  const answer: Answer = await holder.redeem(authorization);
  expectStatus(answer, 200);
  return { holder, authorization, answer };
}
