import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import type { Resource } from '../../src/model/resource.ts';
import {
  approveCode,
  approveDevice,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  exampleScope,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { ask } from '../forward-auth/support.ts';
import {
  claimsOf,
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  redeem,
  refresh,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const files = exampleResource({
  uri: 'https://files.example',
  scopes: [exampleScope('files:read'), exampleScope('files:write')],
});
const calendar = exampleResource({ uri: 'https://calendar.example', scopes: [exampleScope('events')] });
const scopes = ['openid', 'profile', 'email', 'read', 'write', 'files:read', 'files:write', 'events'];
const native = (change: Partial<Client> = {}) => examplePublicClient({ scopes, ...change });
const web = (change: Partial<Client> = {}) =>
  exampleClient({ scopes, ownResources: [files.uri, calendar.uri], ...change });

const world = (resources: readonly Resource[] = [files, calendar]) =>
  createWorld({ seed: { clients: [web(), native()], accounts: [exampleAccount()], resources } });

/** The world once an administrator has changed a client or the resources. */
const narrowed = (from: World, change: { client?: Partial<Client>; resources?: readonly Resource[] }) => {
  from.store.put.client(native(change.client));
  if (change.resources !== undefined) from.store.put.resources(change.resources);
  return from;
};

const without = (...gone: string[]) => scopes.filter((scope) => !gone.includes(scope));
const introspect = async (from: World, token: string) =>
  json(await from.engine.introspect(postForm({ token }, webAuthorization)));
const seenBy = async (from: World, token: string) => expectOk(await from.engine.userinfo(getWith(token)));

describe('rights that were taken away', () => {
  it('are gone at the next refresh — security.md T-4, protocol.md IN-6', async () => {
    const w = world();
    const first = await signIn(w);
    narrowed(w, { client: { scopes: without('write', 'profile') } });
    const second = expectOk(await refresh(w, first.refresh_token));
    assert.equal(second.scope, 'openid read');
    assert.equal(claimsOf(second.access_token).scope, 'openid read');
    expectError(await refresh(w, second.refresh_token, { scope: 'read write' }), 400, 'invalid_scope');
  });

  it('come back with the client, but never beyond what was allowed — RFC 6749 §6', async () => {
    const w = world();
    const first = await signIn(w, { scope: ['openid', 'read'] });
    narrowed(w, { client: { scopes: ['openid'] } });
    const second = expectOk(await refresh(w, first.refresh_token));
    assert.equal(second.scope, 'openid');
    narrowed(w, {});
    assert.equal(expectOk(await refresh(w, second.refresh_token)).scope, 'openid read');
  });

  it('end a grant of which nothing is left, and its refresh token lives on for better times', async () => {
    const w = world();
    const code = await approveCode(w, { scope: ['read', 'write'] });
    const first = await signIn(w, { scope: ['read', 'write'] });
    narrowed(w, { client: { scopes: ['openid'] } });
    expectError(await refresh(w, first.refresh_token), 400, 'invalid_grant');
    expectError(await refresh(w, first.refresh_token, { scope: 'read' }), 400, 'invalid_scope');
    expectError(await redeem(w, code), 400, 'invalid_grant');
    narrowed(w, {});
    expectOk(await refresh(w, first.refresh_token));
    expectOk(await redeem(w, code));
  });

  it('are gone when a code is redeemed, and the ID token with openid', async () => {
    const w = world();
    const code = await approveCode(w);
    narrowed(w, { client: { scopes: without('openid', 'write') } });
    const tokens = expectOk(await redeem(w, code));
    assert.equal(tokens.scope, 'profile read');
    assert.equal(tokens.id_token, undefined);
  });

  it('are gone when an approved device fetches its tokens', async () => {
    const w = world();
    const asked = postForm({ client_id: 'native', scope: 'openid read write' });
    const { device_code } = expectOk(await w.engine.deviceAuthorization(asked));
    await approveDevice(w, device_code);
    narrowed(w, { client: { scopes: without('write') } });
    const fields = { client_id: 'native', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
    const tokens = expectOk(await w.engine.token(postForm({ ...fields, device_code })));
    assert.equal(tokens.scope, 'openid read');
  });

  it('take a resource out of the audience, and with the last one the grant — protocol.md RI-1', async () => {
    const resources = [files.uri, calendar.uri];
    const scope = ['openid', 'files:read', 'events'];
    for (const change of [
      { client: { resources: [files.uri] } },
      { resources: [files] },
      { client: { resources: [files.uri] }, resources: [files] },
    ]) {
      const w = world();
      const code = await approveCode(w, { resources, scope });
      const alone = await signIn(w, { resources: [calendar.uri], scope });
      const both = await signIn(w, { resources, scope });
      narrowed(w, change);
      for (const reply of [await refresh(w, both.refresh_token), await redeem(w, code)]) {
        const tokens = expectOk(reply);
        assert.equal(claimsOf(tokens.access_token).aud, files.uri);
        assert.equal(tokens.scope, 'openid files:read');
      }
      expectError(await refresh(w, alone.refresh_token), 400, 'invalid_grant');
      const named = { resource: calendar.uri };
      expectError(await refresh(w, alone.refresh_token, named), 400, 'invalid_target');
      assert.equal(await isActive(w, alone.access_token), false);
      assert.equal((await introspect(w, both.access_token)).aud, files.uri);
    }
  });

  it('take what a resource gave unasked, once the client has a list, or the resource gives it no more — protocol.md SC-3', async () => {
    const giving = (name: string) => {
      const scopes = ['events', 'glance'].map((each) => exampleScope(each, { isDefault: each === name }));
      return { ...calendar, scopes };
    };
    for (const [name, change] of [
      ['events', { client: { scopes: ['openid'] } }],
      ['glance', { client: { scopes: [] }, resources: [giving('events')] }],
    ] as const) {
      const w = narrowed(world([giving(name)]), { client: { scopes: [] } });
      const { access_token: token } = await signIn(w, { resources: [calendar.uri], scope: [name] });
      assert.equal(await isActive(w, token), true);
      narrowed(w, change);
      assert.equal(await isActive(w, token), false);
    }
  });

  it('take offline_access with the grant it is for — protocol.md SC-5', async () => {
    const w = narrowed(world(), { client: { scopes: ['openid', 'offline_access'] } });
    const { access_token: token } = await signIn(w, { scope: ['openid', 'offline_access'] });
    assert.equal((await introspect(w, token)).scope, 'openid offline_access');
    narrowed(w, {
      client: { scopes: ['openid', 'offline_access'], grantTypes: ['authorization_code'] },
    });
    assert.equal((await introspect(w, token)).scope, 'openid');
  });

  it('are gone from a person who is no administrator any more, token in hand — protocol.md SC-4', async () => {
    const w = narrowed(world(), { client: { scopes: ['read', 'grantor:admin'] } });
    w.store.put.account(exampleAccount({ role: 'admin' }));
    const { access_token: token } = await signIn(w, { scope: ['read', 'grantor:admin'] });
    assert.equal((await introspect(w, token)).scope, 'read grantor:admin');
    w.store.put.account(exampleAccount());
    assert.equal((await introspect(w, token)).scope, 'read');
  });

  it('take a scope away that its resource has dropped', async () => {
    const w = world();
    const first = await signIn(w, { resources: [files.uri], scope: ['files:read', 'files:write'] });
    narrowed(w, { resources: [{ ...files, scopes: [exampleScope('files:read')] }, calendar] });
    assert.equal(expectOk(await refresh(w, first.refresh_token)).scope, 'files:read');
    assert.equal((await introspect(w, first.access_token)).scope, 'files:read');
  });

  it('are gone from a self-registered client whose scope became restricted — protocol.md SC-4', async () => {
    const w = world();
    const dynamic = { source: 'dynamic', scopes: [] } as const;
    narrowed(w, { client: dynamic });
    const first = await signIn(w, { resources: [files.uri], scope: ['files:read', 'files:write'] });
    const marked = [exampleScope('files:read'), exampleScope('files:write', { isRestricted: true })];
    narrowed(w, { client: dynamic, resources: [{ ...files, scopes: marked }] });
    assert.equal(expectOk(await refresh(w, first.refresh_token)).scope, 'files:read');
    assert.equal((await introspect(w, first.access_token)).scope, 'files:read');
  });

  it('are gone from tokens that were issued before — protocol.md IN-6', async () => {
    const w = world();
    const formats = [{ accessTokenFormat: 'jwt' }, { accessTokenFormat: 'opaque' }] as const;
    for (const format of formats) {
      narrowed(w, { client: format });
      const { access_token: token } = await signIn(w, { scope: ['openid', 'profile', 'email', 'read'] });
      assert.equal('email' in (await seenBy(w, token)), true);
      narrowed(w, { client: { ...format, scopes: without('email', 'read') } });
      assert.equal('email' in (await seenBy(w, token)), false);
      assert.equal((await introspect(w, token)).scope, 'openid profile');
      assert.equal(expectOk(await w.engine.tokeninfo(getWith(token))).scope, 'openid profile');
      narrowed(w, { client: { ...format, scopes: ['write'] } });
      assert.equal(await isActive(w, token), false);
      expectError(await w.engine.userinfo(getWith(token)), 401, 'invalid_token');
      narrowed(w, { client: format });
      assert.equal(await isActive(w, token), true);
    }
  });

  it('are gone at a guarded address — resource.md §9', async () => {
    const w = world();
    const { access_token: token } = await signIn(w, {
      resources: [files.uri],
      scope: ['openid', 'files:read'],
    });
    const url = 'https://files.example/a';
    const scopesAt = async () => (await ask(w, { token, url })).reply.headers['x-auth-scopes'];
    assert.equal(await scopesAt(), 'openid files:read');
    narrowed(w, { client: { scopes: ['openid'] } });
    assert.equal(await scopesAt(), 'openid');
    narrowed(w, { client: { resources: [calendar.uri] } });
    assert.equal((await ask(w, { token, url })).kind, 'refused');
  });

  it('are gone from refresh tokens at introspection', async () => {
    const w = world();
    const code = await approveCode(w, { clientId: clientId('web'), codeChallenge: null });
    const asked = { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:8888/callback' };
    const { refresh_token: token } = expectOk(await w.engine.token(postForm(asked, webAuthorization)));
    w.store.put.client(web({ scopes: without('write') }));
    assert.equal((await introspect(w, token)).scope, 'openid profile read');
    w.store.put.client(web({ scopes: ['email'] }));
    assert.deepEqual(await introspect(w, token), { active: false });
  });

  it('are gone from what was asked for claim by claim — OpenID Connect Core §5.5', async () => {
    const w = world();
    const email = { email: { essential: false, values: [] } };
    const tokens = await signIn(w, { scope: ['openid'], claims: { userinfo: email, idToken: email } });
    assert.equal(claimsOf(tokens.id_token).email, 'ada@example.com');
    assert.equal('email' in (await seenBy(w, tokens.access_token)), true);
    narrowed(w, { client: { scopes: without('email') } });
    assert.equal('email' in (await seenBy(w, tokens.access_token)), false);
    const next = expectOk(await refresh(w, tokens.refresh_token));
    assert.equal('email' in claimsOf(next.id_token), false);
  });

  it('leave a token that can be ended, and stays so when they come back — RFC 7009 §2.1', async () => {
    const w = world();
    const { access_token: token } = await signIn(w, { scope: ['read'] });
    narrowed(w, { client: { scopes: ['openid'] } });
    const reply = await w.engine.revoke(postForm({ client_id: 'native', token }));
    assert.equal(reply.status, 200);
    narrowed(w, {});
    assert.equal(await isActive(w, token), false);
  });

  it('do not come back with an answer that is given again within the grace — protocol.md RF-3', async () => {
    for (const taken of [{ client: { scopes: without('write') } }, { resources: [files] }]) {
      const w = world();
      const resources = [files.uri, calendar.uri];
      const scope = ['openid', ...('client' in taken ? ['write'] : [])];
      const first = await signIn(w, 'client' in taken ? { scope } : { scope, resources });
      const second = expectOk(await refresh(w, first.refresh_token));
      assert.deepEqual(expectOk(await refresh(w, first.refresh_token)), second);
      narrowed(w, taken);
      expectError(await refresh(w, first.refresh_token), 400, 'invalid_grant');
      // protocol.md RF-3: nothing is revoked
      expectOk(await refresh(w, second.refresh_token));
      narrowed(w, { client: {}, resources: [files, calendar] });
      assert.deepEqual(expectOk(await refresh(w, first.refresh_token)), second);
    }
  });

  it('are gone from machines: from what they ask for, and from what they hold', async () => {
    const w = world();
    const asked = postForm({ grant_type: 'client_credentials' }, webAuthorization);
    const { access_token: token, scope } = expectOk(await w.engine.token(asked));
    assert.equal(scope, 'profile email read write files:read files:write events');
    w.store.put.client(web({ scopes: ['read'] }));
    assert.equal((await introspect(w, token)).scope, 'read');
    assert.equal(expectOk(await w.engine.token(asked)).scope, 'read');
  });
});
