/** Tokens that the program around the server has made (distribution.md L-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, userId } from '@grantor/protocol';
import type { OrderFault, TokenOrder } from '../../src/host/issue.ts';
import type { Fact } from '../../src/ports/facts.ts';
import {
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  exampleScope,
  exampleSource,
  testStart,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, isActive, type World } from '../support.ts';

const api = 'https://api.example';
const brief = 'https://brief.example';

const dynamic = { source: 'dynamic' } as const;

const createShop = (): World =>
  createWorld({
    seed: {
      clients: [
        exampleClient(),
        examplePublicClient(),
        exampleClient({ id: clientId('machine'), grantTypes: ['client_credentials'] }),
        exampleClient({ id: clientId('narrow'), scopes: ['read'], resources: [api] }),
        exampleClient({ id: clientId('stopped'), status: 'inactive' }),
        exampleClient({ id: clientId('unused'), ...dynamic, lastUsedAt: epoch(0) }),
        exampleClient({ id: clientId('rarely'), ...dynamic, lastUsedAt: epoch(testStart / 1000 - 7200) }),
        exampleClient({ id: clientId('opaque'), accessTokenFormat: 'opaque' }),
        exampleClient({ id: clientId('bound'), dpopBoundAccessTokens: true }),
        exampleClient({ id: clientId('members'), allowedGroups: ['staff'] }),
        exampleClient({ id: clientId('keeper'), scopes: ['read', 'purge'] }),
      ],
      accounts: [
        exampleAccount(),
        exampleAccount({ id: userId('user-2'), username: 'bob', disabledAt: exampleAt }),
        exampleAccount({ id: userId('root'), username: 'root', role: 'admin' }),
      ],
      resources: [
        exampleResource({
          uri: api,
          scopes: [exampleScope('read'), exampleScope('purge', { isRestricted: true })],
          identityClaims: ['email'],
        }),
        exampleResource({ uri: brief, accessTokenLifetime: 120 }),
      ],
    },
  });

const exampleAt = testStart as NonNullable<ReturnType<typeof exampleAccount>['disabledAt']>;

const keep = ({ store, clock }: World, fact: Fact) =>
  store.commit({ facts: [fact], at: clock.now(), source: exampleSource() });

async function order(world: World, wanted: TokenOrder) {
  const outcome = await world.engine.issueToken(wanted);
  return outcome.kind === 'made' ? outcome.token : assert.fail(`refused: ${outcome.fault}`);
}

describe('a token made for the application', () => {
  it('is for the client alone, or in the name of a person — distribution.md L-4', async () => {
    const world = createShop();
    const own = await order(world, { client: 'web', scopes: ['read'], resource: api });
    const { sub, client_id, scope, aud, jti, exp, iat } = claimsOf(own.accessToken);
    assert.deepEqual([sub, client_id, scope, aud], ['client:web', 'web', 'read', api]);
    assert.deepEqual([jti, exp, exp - iat], [own.tokenId, own.expiresAt, 3600]);

    const hers = await order(world, { client: 'native', user: 'user-1', scopes: ['openid', 'read'] });
    const claims = claimsOf(hers.accessToken);
    assert.deepEqual([claims.sub, claims.scope, claims.aud], ['user-1', 'openid read', world.policy.issuer]);
    // Nobody signed in for it
    assert.deepEqual([claims.auth_time, claims.acr, claims.amr], [undefined, undefined, undefined]);
    assert.equal(await isActive(world, hers.accessToken), true);
  });

  it('lives as long as it is told, and as usual otherwise', async () => {
    const world = createShop();
    const made = await order(world, { client: 'web', scopes: ['read'], lifetime: 5 });
    assert.equal(await world.engine.describeToken(made.accessToken).then((told) => told?.['active']), true);
    world.clock.advance(5);
    assert.equal(await world.engine.describeToken(made.accessToken), null);
    const short = await order(world, { client: 'web', user: 'user-1', scopes: ['read'], resource: brief });
    const { exp, iat } = claimsOf(short.accessToken);
    assert.equal(exp - iat, 120);
  });

  it('has the form and the claims that client and resource want', async () => {
    const world = createShop();
    const opaque = await order(world, { client: 'opaque', user: 'user-1', scopes: ['read'] });
    assert.match(opaque.accessToken, /^gat_/);
    assert.equal((await world.engine.describeToken(opaque.accessToken))?.['sub'], 'user-1');
    const { email } = claimsOf(
      (await order(world, { client: 'web', user: 'user-1', scopes: ['read'], resource: api })).accessToken,
    );
    assert.equal(email, 'ada@example.com');
  });

  it('is refused for what client or person could not be granted, by reason — distribution.md L-4', async () => {
    const world = createShop();
    const good: TokenOrder = { client: 'web', user: 'user-1', scopes: ['read'] };
    const faults: readonly (readonly [OrderFault, Partial<TokenOrder>])[] = [
      ['client', { client: 'nobody' }],
      ['client', { client: 'stopped' }],
      ['client', { client: 'bound' }], // advanced.md DPO-8
      ['client', { client: 'unused' }], // clients.md §4
      ['client', { client: 'machine' }], // for itself only
      ['client', { client: 'native', user: undefined }], // RFC 6749 §4.4: a public client has none for itself
      ['user', { user: 'nobody' }],
      ['user', { user: 'user-2' }],
      ['user', { client: 'members' }],
      ['scope', { scopes: [] }],
      ['scope', { scopes: ['read', 'unheard-of'] }],
      ['scope', { scopes: ['read', 'offline_access'] }],
      ['scope', { client: 'narrow', scopes: ['write'] }],
      ['scope', { scopes: ['write'], resource: api }],
      ['scope', { user: undefined, scopes: ['openid'] }],
      ['scope', { client: 'keeper', scopes: ['purge'], resource: api }], // kept for administrators
      ['resource', { resource: 'https://unknown.example' }],
      ['resource', { resource: 'no address' }],
      ['resource', { client: 'narrow', resource: brief }],
      ['lifetime', { lifetime: 0 }],
      ['lifetime', { lifetime: 1.5 }],
      ['lifetime', { lifetime: world.policy.lifetimes.accessTokenMax + 1 }],
      ['lifetime', { lifetime: 121, resource: brief }],
    ];
    for (const [fault, change] of faults) {
      const outcome = await world.engine.issueToken({ ...good, ...change });
      assert.deepEqual(outcome, { kind: 'refused', fault }, JSON.stringify(change));
    }
    await order(world, { client: 'keeper', user: 'root', scopes: ['purge'], resource: api });
  });

  it('counts as a use of its client — clients.md §4', async () => {
    const world = createShop();
    await order(world, { client: 'rarely', scopes: ['read'] });
    const { lastUsedAt } = (await world.store.findClient(clientId('rarely'))) ?? {};
    assert.equal(lastUsedAt, testStart / 1000);
  });

  it("ends with whatever ends a person's tokens — distribution.md L-4, security.md R-12", async () => {
    const hers: TokenOrder = { client: 'web', user: 'user-1', scopes: ['read'] };
    const pair = { userId: userId('user-1'), clientId: clientId('web') };
    const ends = [
      (world: World, token: string) => world.engine.endToken(token),
      (world: World) => keep(world, { kind: 'account_tokens_revoked', userId: pair.userId, reason: 'user' }),
      (world: World) => keep(world, { kind: 'consent_revoked', ...pair }),
    ];
    for (const end of ends) {
      const world = createShop();
      const { accessToken } = await order(world, hers);
      world.clock.advance(1);
      await end(world, accessToken);
      assert.equal(await isActive(world, accessToken), false);
    }
  });

  it('is refused when the person is disabled while it is made', async () => {
    const world = createShop();
    const { sign } = world.ports.keys;
    world.ports.keys.sign = async (request) => {
      world.store.put.account(exampleAccount({ disabledAt: exampleAt }));
      return sign(request);
    };
    const outcome = await world.engine.issueToken({ client: 'web', user: 'user-1', scopes: ['read'] });
    assert.deepEqual(outcome, { kind: 'refused', fault: 'user' });
  });
});
