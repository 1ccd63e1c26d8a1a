import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { Conversation } from '../conversation/conversation.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { secondsNow, type VouchWish, vouch } from '../conversation/vouching.ts';
import type { Case } from '../run/case.ts';
import { FILES } from '../setup/fixtures.ts';
import { BEARER_GRANT, ENTERPRISE_ISSUER, PLATFORM, VOUCHING_ISSUER } from '../setup/trust.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';

// RFC 7523 §2.1, §3 and advanced.md §11: tokens for the word of another issuer.

const needs: Case['needs'] = ['jwt_bearer', 'jwt_access_token', 'resource'];

const idJag = (t: Conversation, claims: VouchWish['claims'] = {}): Promise<string> =>
  vouch(t, {
    header: { typ: 'oauth-id-jag+jwt' },
    claims: { iss: ENTERPRISE_ISSUER, client_id: 'vouched', resource: FILES, scope: 'read', ...claims },
  });

const redeem = (t: Conversation, assertion: string, changes: Parameters = {}): Promise<Answer> =>
  t.token('vouched', { grant_type: BEARER_GRANT, assertion, ...changes });

async function expectTokenOfAlice(t: Conversation, answer: Answer): Promise<void> {
  expectStatus(answer, 200);
  assert.deepEqual([answer.json['refresh_token'], answer.json['id_token']], [undefined, undefined]);
  assert.equal(answer.json['scope'], 'read');
  const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
  assert.deepEqual([payload.sub, payload['client_id']], [t.user().sub, 'vouched']);
}

const wrong: readonly (readonly [string, (t: Conversation) => VouchWish])[] = [
  ['of an issuer that nobody trusts', () => ({ claims: { iss: 'https://other.example' } })],
  ['of an issuer with a slash more', () => ({ claims: { iss: `${VOUCHING_ISSUER}/` } })],
  ['without subject', () => ({ claims: { sub: undefined } })],
  ['without audience', () => ({ claims: { aud: undefined } })],
  ['for somebody else', () => ({ claims: { aud: 'https://other.example' } })],
  ['without end', () => ({ claims: { exp: undefined } })],
  ['that is over', () => ({ claims: { exp: secondsNow() - 120 } })],
  ['with too long a life', () => ({ claims: { exp: secondsNow() + 7200 } })],
  ['that is not yet good', () => ({ claims: { nbf: secondsNow() + 600 } })],
  ['signed by another key', () => ({ key: generateKeyPairSync('ed25519').privateKey })],
  ['that says it is an access token', () => ({ header: { typ: 'at+jwt' } })],
  ['about nobody known here', () => ({ claims: { sub: 'nobody', email: 'nobody@users.example' } })],
  [
    'whose subject is an id of this server',
    (t) => ({ claims: { sub: t.user('bob').sub, email: undefined, email_verified: undefined } }),
  ],
];

const wrongGrants: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['of another client', { client_id: 'web' }],
  ['of no client', { client_id: undefined }],
  ['without jti', { jti: undefined }],
  ['for two', { aud: ['https://other.example', 'https://another.example'] }],
  ['for a resource that nobody knows', { resource: 'https://unknown.example' }],
];

const byPlatform = (t: Conversation, claims: VouchWish['claims'] = {}): Promise<string> =>
  vouch(t, {
    claims: {
      iss: PLATFORM.issuer,
      sub: PLATFORM.service,
      email: undefined,
      email_verified: undefined,
      ...claims,
    },
  });

const workloads: readonly Case[] = [
  {
    name: 'a workload is the service client that its platform and its claims select, as often as it shows its token',
    requirements: ['RFC 7523 §2.1', 'advanced.md JWB-5'],
    needs,
    async run(t) {
      const assertion = await byPlatform(t);
      for (let turn = 0; turn < 2; turn += 1) {
        const answer = await t.post('token_endpoint', {
          ...{ grant_type: BEARER_GRANT, assertion, resource: FILES, scope: 'read' },
        });
        expectStatus(answer, 200);
        assert.equal(answer.json['refresh_token'], undefined);
        const { payload } = await t.verify(stringOf(answer, 'access_token'), FILES);
        assert.equal(payload['client_id'], 'workload');
      }
    },
  },
  {
    name: 'a workload that no rule selects is nobody',
    requirements: ['advanced.md JWB-5', 'advanced.md JWB-2'],
    needs,
    async run(t) {
      const others = [{ sub: `${PLATFORM.service}-2` }, { sub: 'system' }, { iss: 'https://other.example' }];
      for (const claims of others) {
        const assertion = await byPlatform(t, claims);
        expectError(
          await t.post('token_endpoint', { grant_type: BEARER_GRANT, assertion }),
          400,
          'invalid_grant',
        );
      }
    },
  },
];

export const jwtBearerCases: readonly Case[] = [
  ...workloads,
  {
    name: 'the word of a trusted issuer gives a token, and nothing to renew it by',
    requirements: ['RFC 7523 §2.1', 'RFC 7521 §4.1', 'advanced.md JWB-3', 'advanced.md JWB-6'],
    needs,
    async run(t) {
      await expectTokenOfAlice(t, await redeem(t, await vouch(t), { resource: FILES }));
      const audience = { aud: t.endpoint('token_endpoint') };
      await expectTokenOfAlice(t, await redeem(t, await vouch(t, { claims: audience }), { resource: FILES }));
    },
  },
  ...wrong.map(
    ([what, wishOf]): Case => ({
      name: `an assertion ${what} is refused`,
      requirements: ['RFC 7523 §3', 'RFC 7523 §3.1', 'advanced.md JWB-2'],
      needs,
      async run(t) {
        expectError(await redeem(t, await vouch(t, wishOf(t)), { resource: FILES }), 400, 'invalid_grant');
      },
    }),
  ),
  {
    name: 'an assertion with a jti counts once',
    requirements: ['RFC 7523 §3', 'advanced.md JWB-2', 'security.md X-7'],
    needs,
    async run(t) {
      const assertion = await vouch(t);
      expectStatus(await redeem(t, assertion, { resource: FILES }), 200);
      expectError(await redeem(t, assertion, { resource: FILES }), 400, 'invalid_grant');
    },
  },
  {
    name: 'an assertion is for the clients its issuer was trusted for',
    requirements: ['advanced.md JWB-1', 'clients.md §13 jwt-bearer'],
    needs,
    async run(t) {
      const presented = { grant_type: BEARER_GRANT, assertion: await vouch(t) };
      expectError(await t.token('vouched-not', presented), 400, 'invalid_grant');
      expectError(await t.token('web', presented), 400, 'unauthorized_client');
    },
  },
  {
    name: 'an ID-JAG gives its client the token that the enterprise spoke of',
    requirements: ['advanced.md JWB-4', 'clients.md §13 enterprise-managed authorization'],
    needs,
    async run(t) {
      await expectTokenOfAlice(t, await redeem(t, await idJag(t)));
      const { authorization_grant_profiles_supported: profiles, grant_types_supported: grants } = t.metadata;
      assert.deepEqual(profiles, ['urn:ietf:params:oauth:grant-profile:id-jag']);
      assert.ok(Array.isArray(grants) && grants.includes(BEARER_GRANT));
    },
  },
  ...wrongGrants.map(
    ([what, claims]): Case => ({
      name: `an ID-JAG ${what} is refused`,
      requirements: ['advanced.md JWB-4'],
      needs,
      async run(t) {
        expectError(await redeem(t, await idJag(t, claims)), 400, 'invalid_grant');
      },
    }),
  ),
  {
    name: 'the scope of an ID-JAG, of the request and of the record have to agree',
    requirements: ['advanced.md JWB-4', 'security.md X-7'],
    needs,
    async run(t) {
      expectError(await redeem(t, await idJag(t, { scope: 'write' })), 400, 'invalid_scope');
      expectError(await redeem(t, await idJag(t), { scope: 'write' }), 400, 'invalid_scope');
    },
  },
  {
    name: 'a token for an assertion that comes with a proof is bound to its key',
    requirements: ['advanced.md JWB-6', 'RFC 9449 §5'],
    needs: [...needs, 'dpop'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const answer = await holder.as('vouched', { grant_type: BEARER_GRANT, assertion: await idJag(t) });
      expectStatus(answer, 200);
      assert.equal(answer.json['token_type'], 'DPoP');
      const { payload } = await t.verify(stringOf(answer, 'access_token'));
      assert.deepEqual(payload['cnf'], { jkt: holder.jkt });
    },
  },
];
