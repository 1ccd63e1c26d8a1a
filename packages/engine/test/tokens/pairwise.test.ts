import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import {
  approveCode,
  createHarness,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleVerifier,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { sectorOf, subjectOf } from '../../src/tokens/subject.ts';
import { claimsOf, createWorld, expectOk, json, refresh, signIn, webAuthorization } from '../support.ts';

const pairwise = { subjectType: 'pairwise' } as const;
const worldWith = (client: Partial<Client> = {}) =>
  createWorld({ seed: { clients: [exampleClient(), examplePublicClient({ ...pairwise, ...client })] } });
const { keys } = createHarness().ports;
const user = exampleAccount().id;

describe('pairwise subjects — OpenID Connect Core §8.1', () => {
  it('are one value in every token and at every endpoint — advanced.md PWS-4', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const world = worldWith({ accessTokenFormat });
      const client = examplePublicClient(pairwise);
      const expected = subjectOf(client, user, keys);
      assert.notEqual(expected, user);
      const { engine } = world;
      const first = await signIn(world, { scope: ['openid', 'read', 'offline_access'] });
      const next = expectOk(await refresh(world, first.refresh_token));
      for (const tokens of [first, next]) {
        assert.equal(claimsOf(tokens.id_token).sub, expected);
        const token = tokens.access_token;
        if (accessTokenFormat === 'jwt') assert.equal(claimsOf(token).sub, expected);
        assert.equal(expectOk(await engine.userinfo(getWith(token))).sub, expected);
        assert.equal(expectOk(await engine.tokeninfo(getWith(token))).user_id, expected);
        const described = json(await engine.introspect(postForm({ token }, webAuthorization)));
        assert.deepEqual([described.active, described.sub, described.username], [true, expected, undefined]);
      }
    }
  });

  it('stand for a person whose end counts for their tokens at once — advanced.md PWS-1, protocol.md TO-3', async () => {
    const world = worldWith();
    const { access_token: token } = await signIn(world);
    expectOk(await world.engine.userinfo(getWith(token)));
    const facts = [{ kind: 'account_tokens_revoked', userId: user, reason: 'user' } as never];
    world.clock.advance(1);
    await world.store.commit({ facts, at: world.clock.now(), source: {} as never });
    assert.equal((await world.engine.userinfo(getWith(token))).status, 401);
  });

  it('come with no user name beside them — advanced.md PWS-4', async () => {
    const said = claimsOf((await signIn(worldWith())).access_token);
    assert.equal(said['https://auth.example_uid'] ?? said['gr_uid'], undefined);
    assert.equal(Object.values(said).includes(exampleAccount().username), false);
    const open = claimsOf((await signIn(worldWith({ subjectType: 'public' }))).access_token);
    assert.equal(Object.values(open).includes(exampleAccount().username), true);
  });

  it('are told to a client about its own refresh token — advanced.md PWS-4', async () => {
    const client = exampleClient(pairwise);
    const { engine, ...world } = createWorld({ seed: { clients: [client] } });
    const scope = ['openid', 'offline_access'];
    const code = await approveCode(world, { clientId: client.id, scope });
    const redirect_uri = 'http://127.0.0.1:8888/callback';
    const grant = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: exampleVerifier };
    const { refresh_token: token } = expectOk(await engine.token(postForm(grant, webAuthorization)));
    const described = json(await engine.introspect(postForm({ token }, webAuthorization)));
    assert.deepEqual([described.sub, described.username], [subjectOf(client, user, keys), undefined]);
  });

  it('are shared by the clients of one sector, and by nobody else — advanced.md PWS-2', () => {
    const at = (...redirectUris: string[]) => exampleClient({ ...pairwise, redirectUris });
    const one = subjectOf(at('https://one.example/a', 'https://one.example:8443/b'), user, keys);
    assert.equal(subjectOf(at('https://one.example/c'), user, keys), one);
    assert.notEqual(subjectOf(at('https://two.example/c'), user, keys), one);
    const listed = { ...at('https://two.example/c'), sectorIdentifierUri: 'https://one.example/uris' };
    assert.equal(subjectOf(listed, user, keys), one);
    assert.equal(sectorOf(at('https://one.example/a', 'https://two.example/')), null);
    assert.equal(sectorOf(at('com.example.app:/callback')), null);
    assert.equal(sectorOf(at()), null);
  });

  it('are those of a sector only for a stranger who is answered there, or speaks for it — advanced.md PWS-2', () => {
    const redirectUris = ['https://one.example/a'];
    const sector = subjectOf(exampleClient({ ...pairwise, redirectUris }), user, keys);
    const known = (change: Partial<Client>) =>
      subjectOf(exampleClient({ ...pairwise, redirectUris, ...change }), user, keys) === sector;
    const registered = { source: 'dynamic', grantTypes: ['authorization_code', 'refresh_token'] } as const;
    assert.equal(known(registered), true);
    for (const grant of ['device_code', 'jwt-bearer']) {
      const grantTypes = [...registered.grantTypes, `urn:ietf:params:oauth:grant-type:${grant}`];
      assert.equal(known({ ...registered, grantTypes }), false);
    }
    const document = (url: string) => known({ source: 'document', id: clientId(url) });
    assert.equal(document('https://one.example/client.json'), true);
    assert.equal(document('https://two.example/client.json'), false);
  });

  it('leave the subject of a client itself alone — security.md T-6', () => {
    assert.equal(subjectOf(exampleClient(pairwise), null, keys), 'client:web');
  });
});
