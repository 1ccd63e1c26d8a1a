import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleDetail, exampleSource, postForm } from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk, json } from '../support.ts';
import { answerOf, request, stepOf } from './front-channel.ts';
import {
  allow,
  asBob,
  asks,
  bob,
  consentOf,
  described,
  files,
  type GrantWorld,
  granted,
  grantWorld,
  introspected,
  mail,
  ofClient,
  query,
  redeem,
  refresh,
  revoke,
} from './managed-grants.ts';

const create = { grant_management_action: 'create' };
const merge = (grant_id: string) => ({ grant_management_action: 'merge', grant_id });
const replace = (grant_id: string) => ({ grant_management_action: 'replace', grant_id });
const reading = { resource: files.uri, scope: 'openid files:read' };

describe('what a request says of a grant — advanced.md GMT-1, GMT-3', () => {
  for (const [what, parameters] of [
    ['an id with create', { ...create, grant_id: 'g' }],
    ['an id without an action', { grant_id: 'g' }],
    ['an unknown action', { grant_management_action: 'extend' }],
    ['no id with merge', { grant_management_action: 'merge' }],
    ['no id with replace', { grant_management_action: 'replace' }],
  ] as const) {
    it(`is not ${what}`, async () => {
      const world = grantWorld();
      assert.equal(stepOf(await world.ask(request(parameters))), 'invalid_request');
      const started = await world.engine.deviceAuthorization(postForm({ ...parameters }, asks('web')));
      expectError(started, 400, 'invalid_request');
      const pushed = await world.engine.pushAuthorization(postForm(request(parameters), asks('web')));
      expectError(pushed, 400, 'invalid_request');
    });
  }

  it('is needed where it is required', async () => {
    const world = grantWorld({ grantManagementAction: 'required' });
    assert.equal(stepOf(await world.ask(request())), 'invalid_request');
    assert.equal(stepOf(await world.ask(request(create))), 'consent');
  });

  it('is for confidential clients only — advanced.md GMT-2', async () => {
    const world = grantWorld();
    const asked = request({ client_id: 'native', redirect_uri: 'http://127.0.0.1/callback', ...create });
    assert.equal(stepOf(await world.ask(asked)), 'unauthorized_client');
    const started = await world.engine.deviceAuthorization(postForm({ client_id: 'native', ...create }));
    expectError(started, 400, 'unauthorized_client');
  });

  it('names a grant of the client and of whoever has signed in — advanced.md GMT-3', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, create);
    assert.equal(stepOf(await world.ask(request(merge('unknown')))), 'invalid_grant_id');
    assert.equal(stepOf(await world.ask(request({ ...merge(id), client_id: 'other' }))), 'invalid_grant_id');
    assert.equal(stepOf(await world.ask(request(merge(id)), asBob)), 'invalid_grant_id');
    assert.equal(stepOf(await world.ask(request(merge('unknown')), world.signedOut)), 'login');
    assert.notEqual(bob.id, 'user-1');
  });
});

describe('a grant that is created — advanced.md GMT-6', () => {
  it('is named with the tokens, in them and of them, and never in the answer', async () => {
    const world = grantWorld();
    const answer = await allow(world, await world.ask(request({ ...create, ...reading })));
    assert.equal(answerOf(answer)['grant_id'], undefined);
    const tokens = expectOk(await redeem(world, answer));
    assert.match(tokens.grant_id, /^[\w-]{43}$/);
    assert.equal(claimsOf(tokens.access_token).grant_id, tokens.grant_id);
    assert.equal((await introspected(world, tokens.access_token)).grant_id, tokens.grant_id);
    assert.equal((await introspected(world, tokens.refresh_token)).grant_id, tokens.grant_id);
    const next = expectOk(await refresh(world, tokens.refresh_token));
    assert.equal(claimsOf(next.access_token).grant_id, tokens.grant_id);
  });

  it('is not there where nothing was said of one', async () => {
    const world = grantWorld();
    const tokens = await granted(world, {});
    assert.equal(tokens.grant_id, undefined);
    assert.equal(claimsOf(tokens.access_token).grant_id, undefined);
  });

  it('is described with all that it holds — advanced.md GMT-8', async () => {
    const world = grantWorld();
    const details = [exampleDetail()];
    const claims = { userinfo: { nickname: null } };
    const { grant_id: id } = await granted(world, {
      ...{ ...create, ...reading, claims: JSON.stringify(claims) },
      authorization_details: JSON.stringify(details),
    });
    const reply = await query(world, id, await ofClient(world, 'grant_management_query'));
    assert.equal(reply.headers['cache-control'], 'no-store');
    const now = world.harness.clock.now() / 1000;
    assert.deepEqual(expectOk(reply), {
      scopes: [
        { scope: 'openid', resource: [] },
        { scope: 'files:read', resource: [files.uri] },
      ],
      claims: ['nickname'],
      authorization_details: details,
      ...{ created_at: now, last_updated_at: now, expires_at: now + 7_776_000 },
    });
  });

  it('may be a device’s — advanced.md GMT-1', async () => {
    const world = grantWorld();
    const tokens = await ofDevice(world, { ...create, scope: 'read' });
    assert.equal(tokens.scope, 'read');
    const merged = await ofDevice(world, { ...merge(tokens.grant_id), scope: 'write' });
    assert.equal(merged.grant_id, tokens.grant_id);
    assert.equal(merged.scope, 'read write');
    expectError(await refresh(world, tokens.refresh_token), 400, 'invalid_grant');
  });
});

async function ofDevice({ engine, signedIn }: GrantWorld, asked: Readonly<Record<string, string>>) {
  const source = { address: '', userAgent: null, requestId: '', method: 'POST', path: '' };
  const started = expectOk(await engine.deviceAuthorization(postForm({ ...asked }, asks('web'))));
  const entered = { userCode: started.user_code, source };
  assert.equal((await engine.enterUserCode(entered, signedIn)).kind, 'confirm');
  const decided = { ...entered, decision: 'approve', wasShown: async () => true } as const;
  assert.equal((await engine.decideDevice(decided, signedIn)).kind, 'approved');
  const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
  return expectOk(await engine.token(postForm({ ...fields, device_code: started.device_code }, asks('web'))));
}

describe('a grant that is merged again and again — security.md L-8', () => {
  const details = (from: number, count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, index) => exampleDetail({ account: `${from + index}` })),
    );

  it('holds no more than one request may ask for, whichever way it is asked for', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...create, authorization_details: details(0, 6) });
    const more = (count: number) => ({ ...merge(id), authorization_details: details(6, count) });
    assert.equal(stepOf(await world.ask(request(more(5)))), 'invalid_request');
    const started = await world.engine.deviceAuthorization(postForm(more(5), asks('web')));
    expectError(started, 400, 'invalid_request');
    await granted(world, more(4));
    const full = { ...replace(id), authorization_details: details(20, 10) };
    assert.equal(stepOf(await world.ask(request(full))), 'consent');
  });

  it('is merged on no page of a device where it has come to hold too much since', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...create, authorization_details: details(0, 2) });
    const { user_code: userCode } = expectOk(
      await world.engine.deviceAuthorization(
        postForm({ ...merge(id), authorization_details: details(2, 8) }, asks('web')),
      ),
    );
    const enter = () => world.engine.enterUserCode({ userCode, source: exampleSource() }, world.signedIn);
    assert.equal((await enter()).kind, 'confirm');
    await granted(world, { ...merge(id), authorization_details: details(10, 1) });
    assert.equal((await enter()).kind, 'unknown');
  });
});

describe('a grant that is merged or replaced — advanced.md GMT-4, GMT-5', () => {
  it('is merged: shown as what stays and what is added, and given as a whole', async () => {
    const world = grantWorld();
    const first = await granted(world, { ...create, ...reading });
    const shown = await world.ask(
      request({ ...merge(first.grant_id), resource: mail.uri, scope: 'mail:read' }),
    );
    const step = consentOf(shown);
    assert.deepEqual(
      step.scopes.map(({ name, known }) => [name, known]),
      [
        ['openid', true],
        ['files:read', true],
        ['mail:read', false],
      ],
    );
    assert.deepEqual(step.change?.removed, { scopes: [], resources: [], claims: [], details: [] });
    const merged = expectOk(await redeem(world, await allow(world, shown)));
    assert.equal(merged.grant_id, first.grant_id);
    assert.equal(merged.scope, 'openid files:read mail:read');
    assert.deepEqual((await described(world, first.grant_id)).scopes, [
      { scope: 'openid', resource: [] },
      { scope: 'files:read', resource: [files.uri] },
      { scope: 'mail:read', resource: [mail.uri] },
    ]);
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal((await introspected(world, first.access_token)).active, true);
    expectOk(await refresh(world, merged.refresh_token));
  });

  it('is replaced: shown as what ends, too, and what was there is over at once', async () => {
    const world = grantWorld();
    const detail = exampleDetail();
    const first = await granted(world, {
      ...{ ...create, scope: 'openid files:read', authorization_details: JSON.stringify([detail]) },
      ...{ resource: files.uri, claims: JSON.stringify({ userinfo: { nickname: null } }) },
    });
    const shown = await world.ask(
      request({ ...replace(first.grant_id), resource: mail.uri, scope: 'openid mail:read' }),
    );
    const { change, scopes } = consentOf(shown);
    assert.deepEqual(
      scopes.map(({ name, known }) => [name, known]),
      [
        ['openid', true],
        ['mail:read', false],
      ],
    );
    assert.equal(change?.action, 'replace');
    assert.deepEqual(
      [
        change?.removed.scopes.map(({ name }) => name),
        change?.removed.resources.map(({ resource }) => resource.uri),
        change?.removed.claims.map(({ name }) => name),
        change?.removed.details.map(({ type }) => type),
      ],
      [['files:read'], [files.uri], ['nickname'], [detail.type]],
    );
    const replaced = expectOk(await redeem(world, await allow(world, shown)));
    assert.equal(replaced.grant_id, first.grant_id);
    assert.equal(replaced.scope, 'openid mail:read');
    expectError(await refresh(world, first.refresh_token), 400, 'invalid_grant');
    assert.equal((await introspected(world, first.access_token)).active, false);
    const { claims, authorization_details: details } = await described(world, first.grant_id);
    assert.deepEqual([claims, details], [[], []]);
  });

  it('is changed by the page that showed it as it is, and by no other — advanced.md GMT-5', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...create, ...reading });
    const asked = (scope: string) => world.ask(request({ ...merge(id), resource: files.uri, scope }));
    const [stale, faster] = [await asked('files:write'), await asked('openid profile')];
    assert.equal(stepOf(await allow(world, faster)), 'code');
    const again = await allow(world, stale);
    assert.deepEqual([again.kind, again.kind === 'interact' && again.occasion], ['interact', 'changed']);
    assert.equal((await described(world, id)).scopes.length, 2);
    assert.equal(stepOf(await allow(world, again)), 'code');
  });

  it('asks nobody where nothing changes, and never without a page where something does', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...create, ...reading });
    await granted(world, { resource: files.uri, scope: 'files:write' });
    assert.equal(stepOf(await world.ask(request({ ...merge(id), ...reading }))), 'code');
    const silently = { ...merge(id), resource: files.uri, scope: 'files:write', prompt: 'none' };
    assert.equal(stepOf(await world.ask(request(silently))), 'consent_required');
  });

  it('ends the codes of before', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...create, ...reading });
    const early = await world.ask(request({ ...merge(id), ...reading }));
    const late = await world.ask(request({ ...merge(id), ...reading }));
    expectError(await redeem(world, early), 400, 'invalid_grant');
    expectOk(await redeem(world, late));
  });
});

describe('the grant endpoint — advanced.md GMT-7, GMT-9, GMT-10', () => {
  const both = 'grant_management_query grant_management_revoke';

  it('ends a grant with everything that came of it', async () => {
    const world = grantWorld();
    const first = await granted(world, { ...create, scope: `openid read ${both}` });
    const unredeemed = await world.ask(request({ ...merge(first.grant_id), scope: `openid read ${both}` }));
    assert.equal((await query(world, first.grant_id, first.access_token)).status, 200);
    const ended = await revoke(world, first.grant_id, first.access_token);
    assert.deepEqual([ended.status, ended.body], [204, null]);
    assert.equal((await introspected(world, first.access_token)).active, false);
    expectError(await query(world, first.grant_id, first.access_token), 401, 'invalid_token');
    expectError(await redeem(world, unredeemed), 400, 'invalid_grant');
    const token = await ofClient(world, both);
    expectError(await query(world, first.grant_id, token), 404, 'not_found');
    expectError(await revoke(world, first.grant_id, token), 404, 'not_found');
    assert.equal(stepOf(await world.ask(request(merge(first.grant_id)))), 'invalid_grant_id');
  });

  it('ends the refresh tokens with it', async () => {
    const world = grantWorld();
    const { grant_id: id, refresh_token: token } = await granted(world, create);
    assert.equal((await revoke(world, id, await ofClient(world, both))).status, 204);
    expectError(await refresh(world, token), 400, 'invalid_grant');
  });

  it('wants the scope, and a token of the client whose grant it is', async () => {
    const world = grantWorld();
    const { grant_id: id, access_token: plain } = await granted(world, create);
    const reply = expectError(await query(world, id, plain), 403, 'insufficient_scope');
    assert.match(reply.headers['www-authenticate'] ?? '', /scope="grant_management_query"/);
    expectError(
      await revoke(world, id, await ofClient(world, 'grant_management_query')),
      403,
      'insufficient_scope',
    );
    expectError(await query(world, id, await ofClient(world, both, 'other')), 404, 'not_found');
    expectError(await revoke(world, id, await ofClient(world, both, 'other')), 404, 'not_found');
    expectError(await query(world, id, 'none of ours'), 401, 'invalid_token');
    assert.equal((await query(world, id, null)).status, 401);
  });

  it('keeps a grant whose tokens were revoked one by one', async () => {
    const world = grantWorld();
    const { grant_id: id, refresh_token: token } = await granted(world, create);
    await world.engine.revoke(postForm({ token }, asks('web')));
    assert.equal((await described(world, id)).scopes.length, 1);
  });

  it('is closed to public clients, whatever they are registered with — advanced.md GMT-2', async () => {
    const world = grantWorld();
    const asked = request({
      ...{ client_id: 'native', redirect_uri: 'http://127.0.0.1/callback' },
      scope: 'openid grant_management_query',
    });
    assert.equal(stepOf(await world.ask(asked)), 'invalid_scope');
  });

  it('ends a grant with what the person takes back', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, create);
    const [grant] = [...world.harness.store.snapshot().grants.values()];
    assert.ok(grant !== undefined);
    const { userId, clientId } = grant;
    await world.harness.store.commit({
      facts: [{ kind: 'consent_revoked', userId, clientId }],
      at: world.harness.clock.now(),
      source: { address: '', userAgent: null, requestId: '', method: 'POST', path: '' },
    });
    const reply = await query(world, id, await ofClient(world, both));
    assert.equal(json(reply).error, 'not_found');
  });
});
