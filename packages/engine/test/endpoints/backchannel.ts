/** A client that asks a person whom it names, and the person. */

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { BackchannelConfirmation } from '../../src/requests/outcome.ts';
import { exampleClient, exampleSession, exampleSource, postForm } from '../../src/testing/index.ts';
import { createWorld, expectOk, type World, webAuthorization } from '../support.ts';

export const grantType = 'urn:openid:params:grant-type:ciba';
export const grantTypes = [grantType, 'refresh_token', 'authorization_code'];
export const asker = (change: Parameters<typeof exampleClient>[0] = {}) =>
  exampleClient({ grantTypes, ...change });
export const source = exampleSource({ path: '/account/requests' });
export const person = exampleSession();

export type Seed = NonNullable<Parameters<typeof createWorld>[0]>['seed'];

export const worldOf = (client = asker(), seed: Seed = {}): World =>
  createWorld({ seed: { clients: [client], ...seed }, policy: { backchannel: 'served' } });

export type Fields = Parameters<typeof postForm>[0];

export const ask = (world: World, fields: Fields = {}, head = webAuthorization) =>
  world.engine.backchannelAuthentication(
    postForm({ scope: 'openid read', login_hint: 'ada', ...fields }, { ...head, source }),
  );

export const poll = (world: World, value: string, head = webAuthorization) =>
  world.engine.token(postForm({ grant_type: grantType, auth_req_id: value }, head));

export async function shownFirst(world: World, session = person): Promise<BackchannelConfirmation> {
  const [first] = await world.engine.listBackchannelRequests(session);
  return first ?? assert.fail('a request waits');
}

export const decide = (
  world: World,
  shown: BackchannelConfirmation,
  decision: 'approve' | 'deny',
  { session = person, dropped = [] as number[] } = {},
) =>
  world.engine.decideBackchannelRequest(
    {
      ...{ id: shown.id, decision, source, dropped },
      wasShown: async (asked) => isDeepStrictEqual(asked, shown),
    },
    session,
  );

export async function started(world: World, fields: Fields = {}): Promise<string> {
  return expectOk(await ask(world, fields)).auth_req_id;
}
