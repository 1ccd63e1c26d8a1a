import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { vouch } from '../conversation/vouching.ts';
import type { Case } from '../run/case.ts';
import { guestsAreNamedThere } from '../run/facade-differences.ts';
import { API, FILES, PAYMENT } from '../setup/fixtures.ts';
import { ELSEWHERE, EXCHANGE_GRANT } from '../setup/trust.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

// RFC 8693 and advanced.md §10: of whom an exchanged token is, as whom, and what ends it.

const needs: Case['needs'] = ['token_exchange', 'jwt_access_token', 'resource'];
const typeOf = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;

const exchangeBy = (
  t: Conversation,
  client: string,
  wish: Parameters & { readonly subject_token: string },
): Promise<Answer> =>
  t.token(client, { grant_type: EXCHANGE_GRANT, subject_token_type: typeOf('access_token'), ...wish });

const exchange = (t: Conversation, subject_token: string, changes: Parameters = {}): Promise<Answer> =>
  exchangeBy(t, 'exchanging', { ...changes, subject_token });

const signedIn = (t: Conversation, changes: Parameters = {}, client = 'exchanging'): Promise<Answer> =>
  t.tokens({ client, parameters: { scope: 'openid read', resource: API, ...changes } });

async function actorOf(t: Conversation, client = 'exchanging'): Promise<Parameters> {
  const own = await t.token(client, { grant_type: 'client_credentials', scope: 'read', resource: API });
  return { actor_token: stringOf(own, 'access_token'), actor_token_type: typeOf('access_token') };
}

export const exchangedPeopleCases: readonly Case[] = [
  {
    name: 'an opaque token, an ID token and the word of an issuer are exchanged for one of the same person',
    requirements: ['RFC 8693 §2.1', 'RFC 8693 §3', 'advanced.md TEX-1'],
    needs: [...needs, 'jwt_bearer'],
    async run(t) {
      const tokens = await signedIn(t);
      const opaque = stringOf(
        await t.tokens({ client: 'opaque', parameters: { scope: 'openid read' } }),
        'access_token',
      );
      const subjects: readonly (readonly [string, string])[] = [
        [opaque, 'access_token'],
        [stringOf(tokens, 'id_token'), 'id_token'],
        [await vouch(t), 'jwt'],
      ];
      for (const [token, kind] of subjects) {
        const answer = await exchange(t, token, { subject_token_type: typeOf(kind), resource: FILES });
        expectStatus(answer, 200);
        const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
        assert.deepEqual([payload.sub, payload['client_id']], [t.user().sub, 'exchanging'], kind);
      }
    },
  },
  {
    name: 'a JWT that is asked for is said to be one',
    requirements: ['RFC 8693 §2.2.1', 'advanced.md TEX-1', 'advanced.md TEX-8'],
    needs,
    async run(t) {
      const token = stringOf(await signedIn(t), 'access_token');
      const answer = await exchange(t, token, { requested_token_type: typeOf('jwt'), resource: FILES });
      expectStatus(answer, 200);
      assert.equal(answer.json['issued_token_type'], typeOf('jwt'));
      await t.verify(stringOf(answer, 'access_token'), FILES);
    },
  },
  {
    name: 'whoever acts for somebody who acts already is named before them',
    requirements: ['RFC 8693 §4.1', 'advanced.md TEX-3'],
    needs: [...needs, 'client_credentials'],
    async run(t) {
      const first = await exchange(t, stringOf(await signedIn(t), 'access_token'), await actorOf(t));
      expectStatus(first, 200);
      const second = await exchange(t, stringOf(first, 'access_token'), await actorOf(t));
      expectStatus(second, 200);
      const { payload } = await t.verify(stringOf(second, 'access_token'));
      const actor = { sub: 'client:exchanging', client_id: 'exchanging', iss: t.issuer };
      assert.deepEqual(payload['act'], { ...actor, act: actor });
      assert.equal(payload.sub, t.user().sub);
      // As the same person, nobody who acted is hidden
      const third = await exchange(t, stringOf(second, 'access_token'), { resource: FILES });
      expectStatus(third, 200);
      const { payload: last } = await t.verify(stringOf(third, 'access_token'), FILES);
      assert.deepEqual(last['act'], payload['act']);
    },
  },
  {
    name: 'an actor token comes with its type',
    requirements: ['RFC 8693 §2.1', 'advanced.md TEX-3'],
    needs: [...needs, 'client_credentials'],
    async run(t) {
      const token = stringOf(await signedIn(t), 'access_token');
      const { actor_token } = await actorOf(t);
      expectError(await exchange(t, token, { actor_token }), 400, 'invalid_request');
    },
  },
  {
    name: 'a client that knows people by names of its own gets them in what it exchanges, too',
    requirements: ['Core §8', 'advanced.md PWS-4', 'advanced.md TEX-9'],
    needs: [...needs, 'pairwise', 'introspection'],
    differs: { facade: guestsAreNamedThere },
    async run(t) {
      const client = 'exchanging-pairwise';
      const tokens = await signedIn(t, {}, client);
      const { sub } = await t.idToken(tokens, client);
      assert.notEqual(sub, t.user().sub);
      const subject_token = stringOf(tokens, 'access_token');
      const answer = await exchangeBy(t, client, { subject_token, resource: FILES });
      expectStatus(answer, 200);
      const token = stringOf(answer, 'access_token');
      const { payload } = await t.verify(token, FILES);
      assert.equal(payload.sub, sub);
      const seen = await t.as(client, 'introspection_endpoint', { token });
      assert.deepEqual([seen.json['sub'], seen.json['username']], [sub, undefined]);
      for (const value of Object.values({ ...payload, ...seen.json }))
        assert.ok(value !== t.user().sub && value !== t.user().username);
      const elsewhere = await exchangeBy(t, client, {
        ...{ subject_token: stringOf(tokens, 'id_token'), subject_token_type: typeOf('id_token') },
        ...{ requested_token_type: typeOf('id-jag'), audience: ELSEWHERE.issuer },
      });
      expectStatus(elsewhere, 200);
      const { payload: jag } = await t.verify(stringOf(elsewhere, 'access_token'), ELSEWHERE.issuer);
      assert.equal(jag.sub, sub);
    },
  },
  {
    name: 'what came of a token of a grant ends with the grant, and never has its details',
    requirements: ['Grant Management §6.5', 'advanced.md GMT-9', 'advanced.md TEX-7'],
    needs: [...needs, 'introspection', 'grant_management', 'rich_authorization_requests'],
    async run(t) {
      const details = JSON.stringify([{ type: PAYMENT, amount: '5.00' }]);
      const tokens = await signedIn(t, { grant_management_action: 'create', authorization_details: details });
      const answer = await exchange(t, stringOf(tokens, 'access_token'), { resource: FILES });
      expectStatus(answer, 200);
      const token = stringOf(answer, 'access_token');
      const { payload } = await t.verify(token, FILES);
      assert.equal(payload['authorization_details'], undefined);
      assert.equal(await t.isActive('exchanging', token), true);
      // All that a person takes back goes at once, whichever way it was come by
      await t.as('exchanging', 'revocation_endpoint', { token: stringOf(tokens, 'refresh_token') });
      assert.equal(await t.isActive('exchanging', token), false);
    },
  },
];
