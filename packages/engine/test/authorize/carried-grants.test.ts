import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, secondOf } from '@grantor/protocol';
import {
  createTestHolder,
  exampleKeyClient,
  exampleSource,
  getWith,
  postForm,
  signByClient,
} from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk } from '../support.ts';
import { frontChannel, interactionOf, request, stepOf } from './front-channel.ts';
import {
  allow,
  asks,
  consentOf,
  described,
  files,
  granted,
  grantWorld,
  introspected,
  redeem,
  refresh,
} from './managed-grants.ts';

const issuer = 'https://auth.example';

describe('what a request says of a grant — advanced.md GMT-1', () => {
  it('is pushed like everything else', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', scope: 'read' });
    const asked = request({ grant_management_action: 'merge', grant_id: id, scope: 'write' });
    const pushed = await world.engine.pushAuthorization(postForm(asked, asks('web')));
    const { request_uri: uri } = JSON.parse(pushed.body ?? '{}');
    const shown = await world.ask({ client_id: 'web', request_uri: uri });
    assert.equal(consentOf(shown).change?.action, 'merge');
    const merged = expectOk(await redeem(world, await allow(world, shown)));
    assert.deepEqual([merged.grant_id, merged.scope], [id, 'read write']);
  });

  it('is read where it was signed, and not beside it', async () => {
    const channel = frontChannel({ seed: { clients: [exampleKeyClient()] } });
    const now = secondOf(channel.harness.clock.now());
    const signed = (claims: object) =>
      signByClient({ ...request(), iss: 'web', aud: issuer, exp: now + 60, ...claims });
    const asked = (claims: object, more: object = {}) =>
      channel.ask({ client_id: 'web', request: signed(claims), ...more });
    const merging = { grant_management_action: 'merge', grant_id: 'unknown' };
    assert.equal(stepOf(await asked(merging)), 'invalid_grant_id');
    assert.equal(stepOf(await asked({}, merging)), 'consent');
    assert.equal(stepOf(await asked({ grant_id: 'g' })), 'invalid_request');
  });
});

describe('a grant that is merged', () => {
  it('has on its page as known what it holds alone, whatever else was allowed to its client — advanced.md GMT-5', async () => {
    const world = grantWorld();
    const claims = JSON.stringify({ userinfo: { email: null } });
    const authorization_details = JSON.stringify([{ type: 'payment', amount: '1.00', to: 'Bob' }]);
    const everything = {
      ...{ scope: 'openid read write mail:read', resource: 'https://mail.example', claims },
      authorization_details,
    };
    await allow(world, await world.ask(request(everything)));
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', scope: 'read' });
    const merging = { ...everything, grant_management_action: 'merge', grant_id: id };
    const { scopes, claims: told, resources, details } = consentOf(await world.ask(request(merging)));
    const known = [scopes, told, resources.flatMap(({ learns }) => learns), details].map((list) =>
      list.filter((entry) => entry.known).map((entry) => ('name' in entry ? entry.name : 'a detail')),
    );
    assert.deepEqual(known, [['read'], [], [], []]);
    await allow(world, await world.ask(request(merging)));
    const again = consentOf(await world.ask(request({ ...merging, scope: `${merging.scope} profile` })));
    assert.deepEqual(
      again.scopes.filter((scope) => !scope.known).map(({ name }) => name),
      ['profile'],
    );
    assert.ok(again.claims.every((claim) => claim.known) && again.details.every((detail) => detail.known));
  });

  it('is left with what its person ticks off — advanced.md GMT-4', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', scope: 'read' });
    const details = JSON.stringify([{ type: 'payment', amount: '1.00', to: 'Bob' }]);
    const shown = await world.ask(
      request({ grant_management_action: 'merge', grant_id: id, authorization_details: details }),
    );
    const wasShown = async () => true;
    const decision = { kind: 'approve', wasShown, dropped: [0] } as const;
    const { flow } = interactionOf(shown);
    await world.engine.resume({ flow, decision, source: exampleSource() }, world.signedIn);
    const { authorization_details: left, scopes } = await described(world, id);
    assert.deepEqual([left, scopes], [[], [{ scope: 'read openid', resource: [] }]]);
  });

  it('keeps what only another page took away, and shows it again — advanced.md GMT-5', async () => {
    const world = grantWorld();
    const reading = { resource: files.uri, scope: 'files:read' };
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', ...reading });
    const asked = { grant_management_action: 'merge', grant_id: id, resource: files.uri };
    const stale = await world.ask(request({ ...asked, scope: 'files:write' }));
    const replaced = { grant_management_action: 'replace', grant_id: id, scope: 'openid' };
    await granted(world, replaced);
    const again = await allow(world, stale);
    assert.deepEqual(
      consentOf(again).scopes.map(({ name, known }) => [name, known]),
      [
        ['openid', true],
        ['files:write', false],
      ],
    );
    assert.deepEqual((await described(world, id)).scopes, [{ scope: 'openid', resource: [] }]);
  });
});

describe('a grant that changes between the click and the commit', () => {
  it('is shown again, as it is by then — advanced.md GMT-5', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', scope: 'read' });
    const asked = { grant_management_action: 'merge', grant_id: id };
    const shown = await world.ask(request({ ...asked, scope: 'write' }));
    const faster = await world.ask(request({ ...asked, scope: 'profile' }));
    let looks = 0;
    const wasShown = async () => {
      looks += 1;
      if (looks === 1) assert.equal(stepOf(await allow(world, faster)), 'code');
      return looks === 1;
    };
    const decision = { kind: 'approve', wasShown } as const;
    const { flow } = interactionOf(shown);
    const again = await world.engine.resume({ flow, decision, source: exampleSource() }, world.signedIn);
    assert.equal(again.kind === 'interact' && again.occasion, 'changed');
    assert.deepEqual(
      consentOf(again).scopes.map(({ name }) => name),
      ['read', 'profile', 'write'],
    );
    assert.equal((await described(world, id)).scopes[0]?.scope, 'read profile');
  });
});

describe('a bound token at the grant endpoint — advanced.md GMT-7', () => {
  it('opens it with a proof of its key, and not without', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { grant_management_action: 'create', scope: 'read' });
    const holder = createTestHolder();
    const iat = secondOf(world.harness.clock.now());
    const dpop = [holder.proof({ htm: 'POST', htu: `${issuer}/oauth/token`, iat })];
    const fields = { grant_type: 'client_credentials', scope: 'grant_management_query' };
    const { access_token: token } = expectOk(
      await world.engine.token(postForm(fields, { ...asks('web'), dpop })),
    );
    const path = `/oauth/grants/${id}`;
    const proof = holder.proof({ htm: 'GET', htu: `${issuer}${path}`, iat, token });
    const asked = { ...getWith(null), grantId: id, source: exampleSource({ method: 'GET', path }) };
    const proved = { ...asked, authorization: `DPoP ${token}`, dpop: [proof] };
    assert.equal((await world.engine.queryGrant(proved)).status, 200);
    const bare = { ...asked, authorization: `Bearer ${token}` };
    expectError(await world.engine.queryGrant(bare), 401, 'invalid_token');
  });
});

describe('a grant that is for a resource, and for none in particular — advanced.md GMT-4', () => {
  const creating = { grant_management_action: 'create' };
  const merging = (grant_id: string) => ({ grant_management_action: 'merge', grant_id });
  const reading = { resource: files.uri, scope: 'files:read' };
  const general = { scope: 'openid read' };
  const both = 'read files:read';

  for (const [what, first, second] of [
    ['what was for none first', general, reading],
    ['what was for one first', reading, general],
  ] as const) {
    it(`is held as a whole by its tokens, with ${what}`, async () => {
      const world = grantWorld();
      const { grant_id: id } = await granted(world, { ...creating, ...first });
      const merged = await granted(world, { ...merging(id), ...second });
      const scopes = (scope: string) =>
        scope
          .split(' ')
          .filter((name) => name !== 'openid')
          .sort()
          .join(' ');
      const whole = scopes(both);
      assert.equal(scopes(merged.scope), whole);
      assert.deepEqual(claimsOf(merged.access_token).aud, [files.uri, issuer]);
      assert.equal(scopes((await introspected(world, merged.access_token)).scope), whole);
      assert.equal(scopes((await introspected(world, merged.refresh_token)).scope), whole);
      const next = expectOk(await refresh(world, merged.refresh_token));
      assert.equal(scopes(next.scope), whole);
      const { scopes: held } = await described(world, id);
      assert.deepEqual(held.map(({ resource }: { resource: string[] }) => resource).sort(), [
        [],
        [files.uri],
      ]);
      const again = await world.ask(request({ ...merging(id), ...reading, prompt: 'none' }));
      assert.equal(stepOf(again), 'code', 'nothing is asked for that it lacks');
    });
  }

  it('gives each place what is for it, and nothing that was taken away since', async () => {
    const world = grantWorld();
    const { grant_id: id } = await granted(world, { ...creating, ...general });
    const merged = await granted(world, { ...merging(id), ...reading });
    const at = (resource: string) =>
      world.engine.token(
        postForm({ grant_type: 'refresh_token', refresh_token: merged.refresh_token, resource }, asks('web')),
      );
    assert.equal(expectOk(await at(files.uri)).scope, 'openid files:read');
    world.harness.store.put.resource({ ...files, scopes: [] });
    assert.equal((await introspected(world, merged.access_token)).scope, 'openid read');
    const [web] = [await world.harness.store.findClient(clientId('web'))];
    assert.ok(web);
    world.harness.store.put.client({ ...web, scopes: ['openid'] });
    assert.equal((await introspected(world, merged.access_token)).scope, 'openid');
  });
});
