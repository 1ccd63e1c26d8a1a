import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { vouch } from '../conversation/vouching.ts';
import type { Case } from '../run/case.ts';
import { API, FILES } from '../setup/fixtures.ts';
import { ELSEWHERE, EXCHANGE_GRANT } from '../setup/trust.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

// RFC 8693 and advanced.md §10: a token for a token, by rule.

const needs: Case['needs'] = ['token_exchange', 'jwt_access_token', 'resource'];
const typeOf = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;

/** The token answer of a person's sign-in at one resource. */
const subjectOf = (t: Conversation, scope = 'openid read'): Promise<Answer> =>
  t.tokens({ client: 'exchanging', parameters: { scope, resource: API } });

const asked = (subject: Answer, changes: Parameters = {}): Parameters => ({
  grant_type: EXCHANGE_GRANT,
  subject_token: stringOf(subject, 'access_token'),
  subject_token_type: typeOf('access_token'),
  ...changes,
});

const exchange = async (t: Conversation, changes: Parameters = {}, client = 'exchanging'): Promise<Answer> =>
  t.token(client, asked(await subjectOf(t), changes));

/** Who acts: the client by a token of its own. */
async function actorOf(t: Conversation): Promise<Parameters> {
  const own = await t.token('exchanging', { grant_type: 'client_credentials', scope: 'read', resource: API });
  return { actor_token: stringOf(own, 'access_token'), actor_token_type: typeOf('access_token') };
}

const refused: readonly (readonly [string, Parameters, string, readonly string[]])[] = [
  ['a subject token that is none', { subject_token: 'nonsense' }, 'invalid_request', ['advanced.md TEX-8']],
  ['no subject token', { subject_token: undefined }, 'invalid_request', ['RFC 8693 §2.1']],
  ['no type of the subject token', { subject_token_type: undefined }, 'invalid_request', ['RFC 8693 §2.1']],
  [
    'a token of another kind than was said',
    { subject_token_type: typeOf('id_token') },
    'invalid_request',
    ['RFC 8693 §3'],
  ],
  [
    'a kind of token that is not exchanged',
    { subject_token_type: typeOf('saml2') },
    'invalid_request',
    ['RFC 8693 §3', 'advanced.md TEX-1'],
  ],
  [
    'a kind of token that is not issued',
    { requested_token_type: typeOf('refresh_token') },
    'invalid_request',
    ['advanced.md TEX-1'],
  ],
  [
    'the type of an actor token without one',
    { actor_token_type: typeOf('access_token') },
    'invalid_request',
    ['RFC 8693 §2.1', 'advanced.md TEX-3'],
  ],
  ['a resource that no rule allows', { resource: API }, 'invalid_target', ['advanced.md TEX-5']],
  [
    'an audience that nobody knows',
    { audience: 'https://x.example' },
    'invalid_target',
    ['advanced.md TEX-5'],
  ],
  ['a scope that no rule allows', { scope: 'write' }, 'invalid_scope', ['advanced.md TEX-5']],
];

const mayAct: readonly Case[] = [
  ['the client', { sub: 'exchanging' }, 200],
  ['another client', { sub: 'somebody-else' }, 400],
  ['nobody', {}, 400],
].map(
  ([who, may_act, status]): Case => ({
    name: `a token that says ${who} may act is exchanged ${status === 200 ? 'by it' : 'by nobody else'}: ${JSON.stringify(may_act)}`,
    requirements: ['RFC 8693 §4.4', 'advanced.md TEX-4'],
    needs: [...needs, 'jwt_bearer'],
    async run(t) {
      const answer = await t.token('exchanging', {
        grant_type: EXCHANGE_GRANT,
        subject_token: await vouch(t, { claims: { may_act } }),
        subject_token_type: typeOf('jwt'),
        resource: FILES,
      });
      if (status === 400) return expectError(answer, 400, 'invalid_request');
      expectStatus(answer, 200);
      const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
      assert.equal(payload.sub, t.user().sub);
    },
  }),
);

export const tokenExchangeCases: readonly Case[] = [
  ...mayAct,
  {
    name: 'a token is exchanged for one of the same person at another resource',
    requirements: ['RFC 8693 §1.1', 'RFC 8693 §2.2.1', 'advanced.md TEX-3', 'advanced.md TEX-8'],
    needs,
    async run(t) {
      const answer = await exchange(t, { resource: FILES });
      expectStatus(answer, 200);
      assert.equal(answer.json['issued_token_type'], typeOf('access_token'));
      assert.equal(answer.json['token_type'], 'Bearer');
      assert.equal(answer.json['refresh_token'], undefined);
      const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
      assert.deepEqual([payload.sub, payload['client_id']], [t.user().sub, 'exchanging']);
      assert.equal('act' in payload, false);
    },
  },
  {
    name: 'an exchanged token has no more scope and no more time than its subject token',
    requirements: ['advanced.md TEX-5', 'security.md X-7'],
    needs,
    async run(t) {
      const subject = await subjectOf(t, 'openid read write');
      const answer = await t.token('exchanging', asked(subject, { scope: 'read write openid' }));
      expectStatus(answer, 200);
      assert.equal(answer.json['scope'], 'read');
      const [given, got] = [
        await t.verify(stringOf(subject, 'access_token')),
        await t.verify(stringOf(answer, 'access_token')),
      ];
      assert.ok(Number(got.payload.exp) <= Number(given.payload.exp));
      const without = await subjectOf(t, 'openid write');
      expectError(await t.token('exchanging', asked(without)), 400, 'invalid_scope');
    },
  },
  {
    name: 'a client that no rule names exchanges nothing',
    requirements: ['advanced.md TEX-2', 'security.md X-7'],
    needs,
    async run(t) {
      expectError(await exchange(t, {}, 'web'), 400, 'unauthorized_client');
    },
  },
  ...refused.map(
    ([what, changes, error, requirements]): Case => ({
      name: `an exchange is refused with ${what}`,
      requirements: ['RFC 8693 §2.2.2', ...requirements],
      needs,
      async run(t) {
        expectError(await exchange(t, changes), 400, error);
      },
    }),
  ),
  {
    name: 'a token for somebody who acts names them',
    requirements: ['RFC 8693 §4.1', 'advanced.md TEX-3'],
    needs: ['token_exchange', 'jwt_access_token', 'resource', 'client_credentials', 'introspection'],
    async run(t) {
      const answer = await exchange(t, await actorOf(t));
      expectStatus(answer, 200);
      const token = stringOf(answer, 'access_token');
      const { payload } = await t.verify(token);
      assert.equal(payload.sub, t.user().sub);
      const act = { sub: 'client:exchanging', client_id: 'exchanging', iss: t.issuer };
      assert.deepEqual(payload['act'], act);
      const seen = await t.as('exchanging', 'introspection_endpoint', { token });
      assert.deepEqual(seen.json['act'], act);
      const again = asked(answer, await actorOf(t));
      expectError(await t.token('exchanging', { ...again, actor_token: 'nonsense' }), 400, 'invalid_request');
    },
  },
  {
    name: 'what came of a token ends with its sign-in',
    requirements: ['advanced.md TEX-7'],
    needs: ['token_exchange', 'introspection', 'refresh', 'resource', 'revocation'],
    async run(t) {
      const subject = await subjectOf(t, 'openid read offline_access');
      const answer = await t.token('exchanging', asked(subject));
      const token = stringOf(answer, 'access_token');
      assert.equal(await t.isActive('exchanging', token), true);
      await t.as('exchanging', 'revocation_endpoint', { token: stringOf(subject, 'refresh_token') });
      assert.equal(await t.isActive('exchanging', token), false);
      expectError(await t.token('exchanging', asked(subject)), 400, 'invalid_request');
    },
  },
  {
    name: 'an exchange with a proof gives a token bound to its key, and a bound token needs its key',
    requirements: ['advanced.md TEX-6', 'advanced.md TEX-8', 'RFC 9449 §5'],
    needs: [...needs, 'dpop'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const parameters = { scope: 'openid read', resource: API };
      const bound = asked(await holder.tokens({ client: 'exchanging', parameters }));
      expectError(await t.token('exchanging', bound), 400, 'invalid_request');
      const thief = await KeyHolder.create(t);
      expectError(await thief.as('exchanging', bound), 400, 'invalid_request');
      const answer = await holder.as('exchanging', bound);
      expectStatus(answer, 200);
      assert.equal(answer.json['token_type'], 'DPoP');
      const { payload } = await t.verify(stringOf(answer, 'access_token'));
      assert.deepEqual(payload['cnf'], { jkt: holder.jkt });
    },
  },
  {
    name: 'an ID token is exchanged for an ID-JAG that another server takes',
    requirements: ['advanced.md TEX-9', 'RFC 8693 §2.2.1'],
    needs,
    async run(t) {
      const subject = await subjectOf(t);
      const wish = {
        ...{ grant_type: EXCHANGE_GRANT, subject_token: stringOf(subject, 'id_token') },
        ...{ subject_token_type: typeOf('id_token'), requested_token_type: typeOf('id-jag') },
        audience: ELSEWHERE.issuer,
      };
      const answer = await t.token('exchanging', wish);
      expectStatus(answer, 200);
      const { token_type, issued_token_type, scope } = answer.json;
      assert.deepEqual([token_type, issued_token_type, scope], ['N_A', typeOf('id-jag'), ELSEWHERE.scope]);
      const { header, payload } = await t.verify(stringOf(answer, 'access_token'), ELSEWHERE.issuer);
      assert.equal(header['typ'], 'oauth-id-jag+jwt');
      assert.deepEqual([payload.sub, payload['client_id']], [t.user().sub, ELSEWHERE.client_id]);
      assert.ok(Number(payload.exp) - Number(payload.iat) <= 300);
      assert.ok(payload.jti);
      for (const audience of ['https://other.example', t.issuer])
        expectError(await t.token('exchanging', { ...wish, audience }), 400, 'invalid_target');
    },
  },
];
