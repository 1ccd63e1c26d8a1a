import assert from 'node:assert/strict';
import type { Conversation, VerifiedToken } from '../conversation/conversation.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { signedForAddress } from '../run/facade-differences.ts';
import { expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import { type Authorization, type Channel, describeAuthorization } from '../wire/authorization.ts';

// JARM, RFC 9701 and signed userinfo (advanced.md §5, §13): answers that are JWTs.

const needs: Case['needs'] = ['signed_answer'];

const MODES: readonly (readonly [mode: string, channel: Channel])[] = [
  ['jwt', 'query'],
  ['query.jwt', 'query'],
  ['fragment.jwt', 'fragment'],
  ['form_post.jwt', 'form_post'],
];

/** The one parameter, verified; issuer, audience and expiry are looked at as well. */
async function responseOf(
  t: Conversation,
  authorization: Authorization,
  clientId = 'web',
): Promise<VerifiedToken> {
  assert.deepEqual([...authorization.response.keys()], ['response'], describeAuthorization(authorization));
  const verified = await t.verify(authorization.response.get('response') ?? '', clientId);
  assert.ok(verified.header['kid']);
  const left = (verified.payload.exp ?? 0) - Date.now() / 1000;
  assert.ok(left > 0 && left <= 600, `it is good for ${left} s`);
  return verified;
}

const answers: readonly Case[] = MODES.flatMap(([mode, channel]) => [
  {
    name: `response_mode ${mode} delivers one JWT that holds the code`,
    requirements: [
      'JARM §2.1',
      'JARM §2.2',
      'JARM §2.3',
      'JARM §3',
      'advanced.md JRM-1',
      'advanced.md JRM-2',
      'advanced.md JRM-3',
    ] as const,
    needs,
    async run(t) {
      const authorization = await t.authorize({ parameters: { response_mode: mode } });
      assert.equal(authorization.channel, channel);
      const { header, payload } = await responseOf(t, authorization);
      assert.equal(header['alg'], 'RS256');
      assert.equal(payload['state'], authorization.parameters['state']);
      const code = (): string => String(payload['code']);
      expectStatus(await t.redeem({ ...authorization, code }), 200);
    },
  } satisfies Case,
  {
    name: `response_mode ${mode} delivers errors in one JWT`,
    requirements: ['JARM §2.1', 'JARM §2.3', 'advanced.md JRM-4'] as const,
    needs,
    async run(t) {
      const authorization = await t.authorize({ parameters: { response_mode: mode, max_age: 'soon' } });
      assert.equal(authorization.channel, channel);
      const { payload } = await responseOf(t, authorization);
      assert.equal(payload['error'], 'invalid_request');
      assert.equal(payload['state'], authorization.parameters['state']);
    },
  } satisfies Case,
]);

const hybrid: Case = {
  name: 'code id_token in one JWT goes into the fragment',
  requirements: ['JARM §2.3', 'advanced.md JRM-1'],
  needs: ['signed_answer', 'hybrid'],
  async run(t) {
    const parameters = { response_type: 'code id_token', response_mode: 'jwt' };
    const authorization = await t.authorize({ client: 'hybrid', parameters });
    assert.equal(authorization.channel, 'fragment');
    const { payload } = await responseOf(t, authorization, 'hybrid');
    await t.verify(String(payload['id_token']), 'hybrid');
  },
};

const hybridInQuery: Case = {
  name: 'code id_token refuses response_mode query.jwt, and says so outside the query',
  requirements: ['JARM §2.3.1', 'advanced.md JRM-1'],
  needs: ['signed_answer', 'hybrid'],
  differs: {
    reference: { reason: 'it reports the refused mode in that very mode', seen: /delivered by query/ },
  },
  async run(t) {
    const parameters = { response_type: 'code id_token', response_mode: 'query.jwt' };
    const authorization = await t.authorize({ client: 'hybrid', parameters });
    assert.equal(authorization.channel, 'fragment', `the error is delivered by ${authorization.channel}`);
    const { payload } = await responseOf(t, authorization, 'hybrid');
    assert.equal(payload['error'], 'invalid_request');
  },
};

const introspection: readonly Case[] = [
  {
    name: 'introspection answers a signed JWT where that is asked for',
    requirements: ['advanced.md JWR-1', 'advanced.md JWR-2'],
    differs: { facade: signedForAddress },
    needs: ['introspection', 'introspection_jwt'],
    async run(t) {
      const token = stringOf(await t.tokens(), 'access_token');
      const { parameters, headers } = await t.present('web');
      const type = 'application/token-introspection+jwt';
      const answer = await t.post(
        'introspection_endpoint',
        { ...parameters, token },
        { ...headers, accept: type },
      );
      expectStatus(answer, 200);
      expectHeader(answer, 'content-type', /^application\/token-introspection\+jwt\b/);
      const { header, payload } = await t.verify(answer.text, 'web');
      assert.equal(header['typ'], 'token-introspection+jwt');
      assert.equal(typeof payload.iat, 'number');
      assert.ok(!('sub' in payload) && !('exp' in payload));
      const told = payload['token_introspection'] as Readonly<Record<string, unknown>>;
      assert.equal(told['active'], true);
      assert.equal(told['client_id'], 'web');
    },
  },
  {
    name: 'a signed introspection answer tells of a token that is another client’s that it is inactive, and no more',
    requirements: ['RFC 9701 §5', 'advanced.md JWR-1', 'advanced.md JWR-2'],
    differs: { facade: signedForAddress },
    needs: ['introspection', 'introspection_jwt', 'refresh', 'house_rules'],
    async run(t) {
      const theirs = stringOf(await t.tokens({ client: 'other' }), 'refresh_token');
      const { parameters, headers } = await t.present('web');
      for (const token of [theirs, 'unknown']) {
        const accept = 'application/token-introspection+jwt';
        const answer = await t.post(
          'introspection_endpoint',
          { ...parameters, token },
          { ...headers, accept },
        );
        expectStatus(answer, 200);
        const { payload } = await t.verify(answer.text, 'web');
        assert.deepEqual(payload['token_introspection'], { active: false });
      }
    },
  },
  {
    name: 'a signed introspection answer is signed as its caller registered',
    requirements: ['RFC 9701 §5', 'advanced.md JWR-1'],
    needs: ['introspection', 'introspection_jwt', 'registration', 'house_rules'],
    differs: { facade: signedForAddress },
    async run(t) {
      const wish = {
        introspection_signed_response_alg: 'ES256',
        token_endpoint_auth_method: 'client_secret_basic',
      };
      const { t: known, client } = await registered(t, publicApp(wish));
      const token = stringOf(await known.tokens({ client: client.client_id }), 'access_token');
      const { parameters, headers } = await known.present(client.client_id);
      const accept = 'application/token-introspection+jwt';
      const answer = await known.post(
        'introspection_endpoint',
        { ...parameters, token },
        { ...headers, accept },
      );
      const { header, payload } = await known.verify(answer.text, client.client_id);
      assert.equal(header['alg'], 'ES256');
      assert.equal(Object(payload['token_introspection']).active, true);
    },
  },
];

const userinfo: Case = {
  name: 'userinfo is a signed JWT for a client that registered so',
  requirements: ['Core §5.3.2', 'protocol.md UI-4', 'advanced.md JWR-3'],
  needs: ['registration', 'userinfo', 'userinfo_jwt'],
  async run(t) {
    const app = publicApp({ userinfo_signed_response_alg: 'RS256' });
    const { t: known, client } = await registered(t, app);
    const token = stringOf(await known.tokens({ client: client.client_id }), 'access_token');
    const answer = await send(known.endpoint('userinfo_endpoint'), {
      headers: { authorization: `Bearer ${token}` },
    });
    expectStatus(answer, 200);
    expectHeader(answer, 'content-type', /^application\/jwt\b/);
    const { payload } = await known.verify(answer.text, client.client_id);
    assert.equal(payload.sub, known.user().sub);
    assert.ok(!('nonce' in payload));
  },
};

export const signedAnswerCases: readonly Case[] = [
  ...answers,
  hybrid,
  hybridInQuery,
  ...introspection,
  userinfo,
  {
    name: 'metadata lists the signed modes and their algorithms',
    requirements: ['JARM §4', 'advanced.md JRM-5', 'advanced.md JWR-1'],
    needs: ['signed_answer', 'introspection_jwt'],
    async run({ metadata }) {
      const modes = [metadata['response_modes_supported']].flat();
      for (const [mode] of MODES) assert.ok(modes.includes(mode), mode);
      for (const name of [
        'authorization_signing_alg_values_supported',
        'introspection_signing_alg_values_supported',
      ]) {
        const algorithms = [metadata[name]].flat();
        assert.ok(algorithms.includes('RS256'), name);
        assert.ok(!algorithms.includes('none'), name);
      }
    },
  },
];
