import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleClient } from '../../src/testing/examples/fixtures.ts';
import { answerOf, encode, frontChannel, interactionOf, request, stepOf } from './front-channel.ts';

/** Fine but for its depth: any value may be asked for. */
const claimsOfDepth = (levels: number): string =>
  `{"userinfo":{"name":{"value":${'['.repeat(levels - 3)}${']'.repeat(levels - 3)}}}}`;

describe('checks of the authorization request', () => {
  const refusals: readonly (readonly [string, Record<string, string | undefined>, string])[] = [
    ['a missing response_type — RFC 6749 §4.1.2.1', { response_type: undefined }, 'invalid_request'],
    ['an unknown response_type — RFC 6749 §4.1.2.1', { response_type: 'smoke' }, 'unsupported_response_type'],
    [
      'a token in the front channel — RFC 9700 §2.1.2',
      { response_type: 'token' },
      'unsupported_response_type',
    ],
    [
      'an unregistered response_type — RFC 6749 §4.1.2.1',
      { response_type: 'code id_token' },
      'unauthorized_client',
    ],
    ['malformed scope — RFC 6749 §3.3', { scope: 'a"b' }, 'invalid_scope'],
    [
      'a scope the client may not have — protocol.md SC-2',
      { scope: 'openid grantor:admin' },
      'invalid_scope',
    ],
    ['the plain method — RFC 9700 §2.1.1', { code_challenge_method: 'plain' }, 'invalid_request'],
    [
      'an absent method, which means plain — RFC 7636 §4.3',
      { code_challenge_method: undefined },
      'invalid_request',
    ],
    ['a malformed challenge — RFC 7636 §4.2', { code_challenge: 'short' }, 'invalid_request'],
    ['a method without a challenge — RFC 7636 §4.3', { code_challenge: undefined }, 'invalid_request'],
    [
      'prompt none beside another — OpenID Connect Core §3.1.2.1',
      { prompt: 'none login' },
      'invalid_request',
    ],
    ['an unknown prompt — protocol.md §6 prompt=select_account', { prompt: 'create' }, 'invalid_request'],
    ['a negative max_age — OpenID Connect Core §3.1.2.1', { max_age: '-1' }, 'invalid_request'],
    ['malformed claims — OpenID Connect Core §5.5', { claims: '{' }, 'invalid_request'],
    [
      'claims nested deeper than eight levels — protocol.md §1 body > 64 KiB',
      { claims: claimsOfDepth(9) },
      'invalid_request',
    ],
    ['claims that are a list — OpenID Connect Core §5.5', { claims: '[]' }, 'invalid_request'],
    ['claims that are nothing — OpenID Connect Core §5.5', { claims: 'null' }, 'invalid_request'],
    [
      'a list of claims that is none — OpenID Connect Core §5.5',
      { claims: '{"userinfo":7}' },
      'invalid_request',
    ],
    [
      'a claim that is a number — OpenID Connect Core §5.5.1',
      { claims: '{"userinfo":{"email":7}}' },
      'invalid_request',
    ],
    [
      'a claim that is said to be essential in words — OpenID Connect Core §5.5.1',
      { claims: '{"userinfo":{"email":{"essential":"yes"}}}' },
      'invalid_request',
    ],
    [
      'values that are no list — OpenID Connect Core §5.5.1',
      { claims: '{"id_token":{"acr":{"values":"1"}}}' },
      'invalid_request',
    ],
    [
      'claims no store keeps — security.md I-2',
      { claims: '{"userinfo":{"a\\u0000b":null}}' },
      'invalid_request',
    ],
    [
      'half of a pair in a claim — security.md I-2',
      { claims: '{"id_token":{"a":{"values":["\\ud800"]}}}' },
      'invalid_request',
    ],
    [
      'a request object that is none — OpenID Connect Core §3.1.2.6',
      { request: 'x' },
      'invalid_request_object',
    ],
    ['a request_uri — OpenID Connect Core §3.1.2.6', { request_uri: 'x' }, 'request_uri_not_supported'],
    ['registration — OpenID Connect Core §3.1.2.6', { registration: '{}' }, 'registration_not_supported'],
    ['an unknown resource — RFC 8707 §2', { resource: 'https://unknown.example/' }, 'invalid_target'],
    ['a forged id_token_hint — OpenID Connect Core §3.1.2.1', { id_token_hint: 'x.y.z' }, 'invalid_request'],
    [
      'an essential level nobody can reach — protocol.md §6 claims',
      { claims: '{"id_token":{"acr":{"essential":true,"values":["unheard-of"]}}}' },
      'unmet_authentication_requirements',
    ],
  ];
  for (const [name, change, error] of refusals) {
    it(`refuses ${name}`, async () => {
      assert.equal(answerOf(await frontChannel().ask(request(change)))['error'], error);
    });
  }

  for (const name of [
    'scope',
    'state',
    'prompt',
    'display',
    'nonce',
    'claims',
    'max_age',
    'code_challenge',
  ]) {
    it(`refuses a repeated ${name} — RFC 6749 §3.1`, async () => {
      const query = `${encode(request({ [name]: undefined }))}&${name}=1&${name}=2`;
      assert.equal(answerOf(await frontChannel().ask(query))['error'], 'invalid_request');
    });
  }

  it('reads no claims where a list of them is nothing — OpenID Connect Core §5.5', async () => {
    const claims = '{"userinfo":null,"id_token":null}';
    assert.equal(stepOf(await frontChannel().ask(request({ claims }))), 'consent');
  });

  it('reads claims of eight levels — protocol.md §1 body > 64 KiB', async () => {
    assert.equal(stepOf(await frontChannel().ask(request({ claims: claimsOfDepth(8) }))), 'consent');
  });

  it('ignores a parameter nobody knows, repeated or not — RFC 6749 §3.1', async () => {
    const outcome = await frontChannel().ask(`${encode(request())}&foo=1&foo=2`);
    assert.equal(stepOf(outcome), 'consent');
  });

  it('refuses a client that may not use the code it would get — RFC 6749 §4.1.2.1', async () => {
    const client = exampleClient({ grantTypes: ['refresh_token'] });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    assert.equal(answerOf(await ask(request()))['error'], 'unauthorized_client');
  });

  it('reads lists of words whatever stands between them — RFC 6749 §3.3', async () => {
    const client = exampleClient({ responseTypes: ['code id_token'] });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    const spaced = {
      response_type: ' id_token  code',
      prompt: 'consent  select_account',
      ui_locales: 'de  fr ',
    };
    const { step, uiLocales } = interactionOf(await ask(request(spaced)));
    assert.equal(step.kind, 'select_account');
    assert.deepEqual(uiLocales, ['de', 'fr']);
  });

  it('answers a mistake of the client, writing nothing and reporting no failure — RFC 6749 §4.1.2.1', async () => {
    const { ask, harness } = frontChannel();
    assert.equal(answerOf(await ask(request({ scope: 'a"b' })))['error'], 'invalid_scope');
    assert.deepEqual(harness.observations, [
      { kind: 'request_answered', endpoint: 'authorization', result: 'invalid_scope' },
    ]);
    assert.deepEqual(harness.store.commits, []);
  });

  it('requires a nonce beside a front-channel ID token — OpenID Connect Core §3.3.2.11, advanced.md LEG-2', async () => {
    const client = exampleClient({ responseTypes: ['code id_token'] });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    const answer = answerOf(await ask(request({ response_type: 'code id_token', nonce: undefined })));
    assert.equal(answer['error'], 'invalid_request');
  });

  it('ignores an unknown scope and refuses when nothing is left — protocol.md SC-2', async () => {
    const { ask } = frontChannel();
    assert.equal(stepOf(await ask(request({ scope: 'openid unheard-of' }))), 'consent');
    assert.equal(answerOf(await ask(request({ scope: 'unheard-of' })))['error'], 'invalid_scope');
  });

  it('accepts any display and any login_hint — protocol.md §6 login_hint', async () => {
    const outcome = await frontChannel().ask(
      request({ display: 'wap', login_hint: 'x', claims_locales: 'xx' }),
    );
    assert.equal(stepOf(outcome), 'consent');
  });
});
