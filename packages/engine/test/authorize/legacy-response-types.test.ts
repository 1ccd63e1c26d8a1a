import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leftHalfHash } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import {
  basic,
  exampleAccount,
  exampleClient,
  getWith,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, expectOk, json } from '../support.ts';
import { answerOf, type FrontChannel, flowOf, frontChannel, request, verifier } from './front-channel.ts';

const types = ['id_token', 'id_token token', 'code token', 'code id_token token'] as const;

const legacyClient = (change: Partial<Client> = {}): Client =>
  exampleClient({
    consent: 'skip',
    grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
    responseTypes: ['code', ...types],
    ...change,
  });
const front = (change: Partial<Client> = {}): FrontChannel =>
  frontChannel({ seed: { clients: [legacyClient(change)] }, policy: { legacyResponseTypes: 'served' } });

const asking = (response_type: string, change: object = {}) => request({ response_type, ...change });

describe('legacy response types — advanced.md §15', () => {
  it('give what they name, with its hashes, in the fragment — OpenID Connect Core §3.2.2.10, advanced.md LEG-2, LEG-3', async () => {
    for (const type of types)
      for (const named of [type, type.split(' ').reverse().join(' ')]) {
        const outcome = await front().ask(asking(named));
        assert.ok(outcome.kind === 'answer');
        assert.equal(outcome.channel.mode, 'fragment');
        const answer = answerOf(outcome);
        const words = type.split(' ');
        assert.deepEqual(
          [
            answer['code'] !== undefined,
            answer['access_token'] !== undefined,
            answer['id_token'] !== undefined,
          ],
          ['code', 'token', 'id_token'].map((word) => words.includes(word)),
        );
        assert.deepEqual([answer['state'], answer['refresh_token']], ['s1', undefined]);
        if (words.includes('token'))
          assert.deepEqual(
            [answer['token_type'], answer['expires_in'], answer['scope']],
            ['Bearer', '3600', 'openid read'],
          );
        if (answer['id_token'] === undefined) continue;
        const claims = claimsOf(answer['id_token']);
        const hashOf = (value: string | undefined) =>
          value === undefined ? undefined : leftHalfHash(value, 'RS256');
        assert.deepEqual(
          [claims.nonce, claims.at_hash, claims.c_hash],
          ['n1', hashOf(answer['access_token']), hashOf(answer['code'])],
        );
      }
  });

  it('are unsupported where they are off, unauthorized where they are not registered — advanced.md LEG-1', async () => {
    const errorOf = async (channel: FrontChannel, type: string) =>
      answerOf(await channel.ask(asking(type)))['error'];
    const off = frontChannel({ seed: { clients: [legacyClient()] } });
    for (const type of types) {
      assert.equal(await errorOf(off, type), 'unsupported_response_type');
      assert.equal(await errorOf(front({ responseTypes: ['code'] }), type), 'unauthorized_client');
      assert.equal(await errorOf(front({ grantTypes: ['authorization_code'] }), type), 'unauthorized_client');
    }
    const withoutCode = front({ grantTypes: ['implicit'] });
    assert.equal(await errorOf(withoutCode, 'code token'), 'unauthorized_client');
    assert.equal(await errorOf(withoutCode, 'id_token'), undefined);
    for (const type of ['token', 'none', 'code code token token'])
      assert.equal(await errorOf(front(), type), 'unsupported_response_type', type);
  });

  it('bring no token to a client that gets bound ones only — RFC 9449 §5.2, RFC 8705 §3.3', async () => {
    for (const change of [{ dpopBoundAccessTokens: true }, { certificateBoundAccessTokens: true }])
      for (const type of [...types, 'code id_token token']) {
        const channel = front({ ...change, responseTypes: [...types, 'code id_token token'] });
        const expected = / token|^token/.test(type) ? 'unauthorized_client' : undefined;
        assert.equal(answerOf(await channel.ask(asking(type)))['error'], expected, type);
      }
  });

  it('manage no grant, which the browser would be told of — Grant Management §4', async () => {
    for (const type of types) {
      const answer = answerOf(await front().ask(asking(type, { grant_management_action: 'create' })));
      assert.equal(answer['error'], 'invalid_request', type);
    }
  });

  it('tell the scope that the token has, not what the person may not allow — RFC 6749 §5.1, protocol.md SC-5', async () => {
    const scopes = ['openid', 'read', 'grantor:admin'];
    const channel = front({ scopes });
    const answer = answerOf(await channel.ask(asking('id_token token', { scope: scopes.join(' ') })));
    assert.equal(claimsOf(answer['access_token'] ?? '').scope, 'openid read');
    assert.equal(answer['scope'], 'openid read');
  });

  it('are never answered in a query, by success or error — advanced.md LEG-2, V-26', async () => {
    for (const type of types)
      for (const response_mode of ['query', 'form_post']) {
        const outcome = await front().ask(asking(type, { response_mode }));
        assert.ok(outcome.kind === 'answer');
        assert.equal(outcome.channel.mode, response_mode === 'query' ? 'fragment' : 'form_post');
        assert.equal(answerOf(outcome)['error'], response_mode === 'query' ? 'invalid_request' : undefined);
      }
  });

  it('need a nonce and openid wherever an ID token comes through the browser — OpenID Connect Core §3.2.2.1, advanced.md LEG-2', async () => {
    for (const type of types) {
      const needs = type.includes('id_token');
      const bare = answerOf(await front().ask(asking(type, { nonce: undefined })));
      assert.equal(bare['error'], needs ? 'invalid_request' : undefined, type);
      const plain = answerOf(await front().ask(asking(type, { scope: 'read' })));
      assert.equal(plain['error'], needs ? 'invalid_scope' : undefined, type);
    }
  });

  it('ask for PKCE only where there is a code to bind', async () => {
    const bare = { code_challenge: undefined, code_challenge_method: undefined };
    const strict = front({ pkceRequired: true });
    for (const type of types) {
      const answer = answerOf(await strict.ask(asking(type, bare)));
      assert.equal(answer['error'], type.includes('code') ? 'invalid_request' : undefined, type);
    }
  });

  it('bring the claims of the scopes in an ID token that comes alone — OpenID Connect Core §5.4', async () => {
    for (const type of types) {
      const { id_token: token } = answerOf(await front().ask(asking(type, { scope: 'openid profile' })));
      if (token === undefined) continue;
      assert.equal('preferred_username' in claimsOf(token), type === 'id_token', type);
    }
  });

  it('give an access token that ends with its session and never outlives it — advanced.md LEG-3, protocol.md LO-5', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const channel = front({ accessTokenFormat });
      const { engine, harness, signedIn } = channel;
      const scope = 'openid read offline_access';
      for (const type of ['id_token token', 'code id_token token']) {
        const asked = asking(type, { scope });
        const { access_token: token = '' } = answerOf(await channel.ask(asked));
        expectOk(await engine.userinfo(getWith(token)));
        assert.equal(harness.store.snapshot().families.size > 0, true);
      }
      const { access_token: token = '', scope: granted } = answerOf(
        await channel.ask(asking('code token', { scope })),
      );
      assert.equal(granted, 'openid read');
      const { session } = signedIn;
      assert.ok(session);
      const ended = {
        kind: 'session_ended',
        session: session.id,
        userId: session.userId,
        reason: 'logout',
      } as const;
      await harness.store.commit({ facts: [ended], at: harness.clock.now(), source: {} as never });
      assert.equal((await engine.userinfo(getWith(token))).status, 401);
    }
  });

  it('leave a code beside them good, whose tokens are a family of their own — OpenID Connect Core §3.3.3.6', async () => {
    const channel = front();
    const { engine } = channel;
    const answer = answerOf(await channel.ask(asking('code id_token token')));
    const redeemed = expectOk(
      await engine.token(
        postForm(
          {
            grant_type: 'authorization_code',
            code: answer['code'],
            redirect_uri: 'https://app.example/callback',
            code_verifier: verifier,
          },
          { authorization: basic('web', testSecret) },
        ),
      ),
    );
    const [first, second] = [claimsOf(answer['id_token'] ?? ''), claimsOf(redeemed.id_token)];
    assert.deepEqual([second.iss, second.sub, second.nonce], [first.iss, first.sub, first.nonce]);
    expectOk(await engine.userinfo(getWith(answer['access_token'] ?? '')));
    const families = [...channel.harness.store.snapshot().families.values()];
    assert.deepEqual(families.map(({ origin }) => origin).sort(), ['authorization_code', 'front_channel']);
  });

  it('answer a double click with the tokens of the first, and make no others — protocol.md IN-6', async () => {
    const channel = front({ consent: 'remember' });
    const flow = flowOf(await channel.ask(asking('id_token token')));
    const [one, other] = await Promise.all([
      channel.resume(flow, 'approve'),
      channel.resume(flow, 'approve'),
    ]);
    assert.ok(answerOf(one)['access_token']);
    assert.deepEqual(other, one);
    assert.equal(channel.harness.store.snapshot().families.size, 1);
    const stored = JSON.stringify([...channel.harness.store.snapshot().flowAnswers.values()]);
    assert.equal(stored.includes(answerOf(one)['access_token'] ?? ''), false);
  });

  it('give nothing by an approval that was withdrawn meanwhile — security.md R-9', async () => {
    const channel = front({ consent: 'remember' });
    const { store } = channel.harness;
    await channel.resume(flowOf(await channel.ask(asking('id_token token'))), 'approve');
    const { commit } = store;
    let withdrawn = false;
    const at = channel.harness.clock.now();
    store.commit = async (asked) => {
      if (!withdrawn) {
        withdrawn = true;
        const pair = { userId: exampleAccount().id, clientId: legacyClient().id };
        await commit({ facts: [{ kind: 'consent_revoked', ...pair }], at, source: asked.source });
      }
      return commit(asked);
    };
    assert.equal((await channel.ask(asking('id_token token'))).kind, 'interact');
    const live = [...store.snapshot().families.values()].filter(({ revokedAt }) => revokedAt === null);
    assert.deepEqual(live, []);
  });

  it('are in the metadata with implicit, only when they are on — advanced.md LEG-1, V-4', async () => {
    const { response_types_supported: on, grant_types_supported: grants } = json(
      await front().engine.discovery(),
    );
    assert.deepEqual(on, ['code', 'code id_token', ...types]);
    assert.ok(grants.includes('implicit'));
    const off = json(await frontChannel().engine.discovery());
    assert.deepEqual(off.response_types_supported, ['code', 'code id_token']);
    assert.equal(off.grant_types_supported.includes('implicit'), false);
  });
});
