import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import {
  approveCode,
  approveDevice,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { ask } from '../forward-auth/support.ts';
import {
  createWorld,
  expectError,
  expectOk,
  isActive,
  json,
  liveReads,
  redeem,
  refresh,
  signIn,
  type World,
  webAuthorization,
} from '../support.ts';

const allowedGroups = ['staff', 'field'];
const member = (groups: unknown = ['field']) => exampleAccount({ claims: { groups } });

const world = () =>
  createWorld({
    seed: {
      clients: [exampleClient(), examplePublicClient({ allowedGroups })],
      accounts: [member()],
    },
  });

const putOut = (from: World, groups: unknown = ['guests']) => from.store.put.account(member(groups));

describe('whoever leaves the groups that may use a client — product.md §8 who may use it', () => {
  it('gets nothing at the next refresh, and loses nothing by coming back', async () => {
    const w = world();
    const first = await signIn(w);
    putOut(w);
    expectError(await refresh(w, first.refresh_token), 400, 'invalid_grant');
    expectError(await refresh(w, first.refresh_token, { scope: 'read' }), 400, 'invalid_grant');
    putOut(w, ['staff']);
    const second = expectOk(await refresh(w, first.refresh_token));
    putOut(w, 'staff');
    // Nor the same answer again, within the grace
    expectError(await refresh(w, first.refresh_token), 400, 'invalid_grant');
    expectError(await refresh(w, second.refresh_token), 400, 'invalid_grant');
  });

  it('gets nothing for a code, nor for a device that was allowed', async () => {
    const w = world();
    const code = await approveCode(w);
    const asked = postForm({ client_id: 'native', scope: 'openid read' });
    const { device_code } = expectOk(await w.engine.deviceAuthorization(asked));
    await approveDevice(w, device_code);
    putOut(w, undefined);
    expectError(await redeem(w, code), 400, 'invalid_grant');
    const fields = { client_id: 'native', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
    const poll = () => w.engine.token(postForm({ ...fields, device_code }));
    expectError(await poll(), 400, 'invalid_grant');
    putOut(w, ['staff']);
    expectOk(await redeem(w, code));
    expectOk(await poll());
  });

  it('is nobody to a guarded address and everywhere else a token is shown, in the one read there is', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const w = world();
      w.store.put.client(examplePublicClient({ allowedGroups, accessTokenFormat }));
      const { access_token: token } = await signIn(w);
      assert.equal((await ask(w, { token })).kind, 'allowed');
      putOut(w);
      const before = w.store.reads.length;
      assert.equal((await ask(w, { token })).kind, 'refused');
      assert.equal(liveReads(w, before).length, 1);
      expectError(await w.engine.userinfo(getWith(token)), 401, 'invalid_token');
      assert.equal(await isActive(w, token), false);
      putOut(w, ['staff']);
      assert.equal((await ask(w, { token })).kind, 'allowed');
    }
  });

  it('has a refresh token that is none at introspection', async () => {
    const w = world();
    w.store.put.client(exampleClient({ allowedGroups }));
    const code = await approveCode(w, { clientId: clientId('web'), codeChallenge: null });
    const asked = { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:8888/callback' };
    const { refresh_token: token } = expectOk(await w.engine.token(postForm(asked, webAuthorization)));
    assert.equal(await isActive(w, token), true);
    putOut(w);
    assert.equal(await isActive(w, token), false);
  });

  it('is not asked for where the client acts for itself', async () => {
    const w = world();
    w.store.put.client(exampleClient({ allowedGroups }));
    const asked = postForm({ grant_type: 'client_credentials', scope: 'read' }, webAuthorization);
    const { access_token: token } = expectOk(await w.engine.token(asked));
    assert.equal(json(await w.engine.introspect(postForm({ token }, webAuthorization))).active, true);
  });
});
