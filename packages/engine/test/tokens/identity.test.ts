import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import {
  createHarness,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleSource,
  getWith,
} from '../../src/testing/index.ts';
import { releaseClaims } from '../../src/tokens/claims.ts';
import { signFrontChannelIdToken } from '../../src/tokens/id-token.ts';
import { decideScope } from '../../src/tokens/scope-decision.ts';
import { claimsOf, createWorld, expectError, expectOk, refresh, signIn } from '../support.ts';

const person = exampleAccount({
  claims: {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    email_verified: true,
    groups: ['staff', '', 7, 'a b'],
  },
});
const worldWith = (client: Partial<Client>, account = person) =>
  createWorld({ seed: { accounts: [account], clients: [exampleClient(), examplePublicClient(client)] } });
const vouched = { scopes: ['openid', 'profile', 'email', 'groups'] };
const asked = ['openid', 'email', 'groups'];
const byName = (name: string) => ({ [name]: { essential: false, values: [] } });

describe('the person in the ID token', () => {
  it('is the subject alone, unless the client is set to have the claims of its scopes, groups too — protocol.md TO-4, product.md §8 tokens', async () => {
    const plain = worldWith(vouched);
    const told = claimsOf((await signIn(plain, { scope: asked })).id_token);
    assert.equal('email' in told || 'groups' in told, false);
    const world = worldWith({ ...vouched, claimsInIdToken: true });
    const tokens = await signIn(world, { scope: asked });
    const again = expectOk(await refresh(world, tokens.refresh_token));
    for (const token of [tokens.id_token, again.id_token]) {
      const { email, email_verified, groups, name } = claimsOf(token);
      assert.deepEqual(
        [email, email_verified, groups, name],
        ['ada@example.com', true, ['staff', 'a b'], undefined],
      );
    }
    const narrow = expectOk(await refresh(world, again.refresh_token, { scope: 'openid' }));
    assert.equal('email' in claimsOf(narrow.id_token), false);
  });

  it('stands beside a code as well — OpenID Connect Core §3.3.2.11', async () => {
    const { ports, policy, clock } = createHarness();
    const client = exampleClient({ ...vouched, claimsInIdToken: true });
    const world = worldWith(vouched);
    await signIn(world, { scope: asked });
    const [stored] = world.store.snapshot().codes.values();
    const issued = { companions: { accessToken: null, code: 'gac_x' }, account: person, client };
    const now = secondOf(clock.now());
    const signing = { ...ports, policy, source: exampleSource(), now };
    const token = await signFrontChannelIdToken(stored!, issued, signing);
    assert.deepEqual(claimsOf(token).groups, ['staff', 'a b']);
  });
});

describe('claims about a person', () => {
  it('are left out without a value, or with one of another type — protocol.md UI-4, UI-5', () => {
    const asked = { scope: ['profile', 'email', 'address', 'phone'], names: [] };
    const told = (claims: Record<string, unknown>) => releaseClaims(exampleAccount({ claims }), asked);
    const none = { preferred_username: 'ada' };
    assert.deepEqual(
      told({ name: '', email: 7, email_verified: 'yes', updated_at: 'now', phone_number: null }),
      none,
    );
    for (const address of [null, 'Berlin', 7, [], {}, { country: '', planet: 'Earth' }]) {
      assert.deepEqual(told({ address }), none);
    }
    const address = { country: 'DE', region: 5, planet: 'Earth' };
    assert.deepEqual(told({ address }), { ...none, address: { country: 'DE' } });
  });
});

describe('groups', () => {
  it('are released at userinfo by their scope, where there are any — protocol.md UI-5', async () => {
    const world = worldWith(vouched);
    const { access_token: token } = await signIn(world, { scope: asked });
    assert.deepEqual(expectOk(await world.engine.userinfo(getWith(token))).groups, ['staff', 'a b']);
    for (const groups of [[], 'staff', [3], undefined]) {
      const other = worldWith(vouched, exampleAccount({ claims: { groups } }));
      const { access_token: none } = await signIn(other, { scope: asked });
      assert.equal('groups' in expectOk(await other.engine.userinfo(getWith(none))), false);
    }
    const alone = await signIn(world, { scope: ['groups'] });
    expectError(await world.engine.userinfo(getWith(alone.access_token)), 403, 'insufficient_scope');
  });

  it('are nothing for clients that registered themselves, whatever they registered — clients.md §2', async () => {
    const self = { source: 'dynamic', scopes: ['openid', 'groups'], claimsInIdToken: true } as const;
    const { policy } = createHarness();
    const question = {
      client: exampleClient(self),
      resources: [],
      allResources: [],
      policy,
      grantKind: 'user',
    } as const;
    assert.deepEqual(decideScope({ ...question, requested: ['openid', 'groups'] }), ['openid']);
    assert.deepEqual(decideScope({ ...question, requested: [] }), ['openid']);
    const world = worldWith(self);
    const claims = { userinfo: byName('groups'), idToken: byName('groups') };
    const tokens = await signIn(world, { scope: ['openid', 'groups'], claims });
    assert.equal(tokens.scope, 'openid');
    assert.equal('groups' in claimsOf(tokens.id_token), false);
    assert.equal('groups' in expectOk(await world.engine.userinfo(getWith(tokens.access_token))), false);
  });

  it('may be asked for by name, where the scope may be had — OpenID Connect Core §5.5', async () => {
    const claims = { userinfo: byName('groups'), idToken: byName('groups') };
    for (const scopes of [vouched.scopes, ['openid']]) {
      const world = worldWith({ scopes });
      const tokens = await signIn(world, { scope: ['openid'], claims });
      const seen = expectOk(await world.engine.userinfo(getWith(tokens.access_token)));
      assert.equal('groups' in seen, scopes.includes('groups'));
      assert.equal('groups' in claimsOf(tokens.id_token), scopes.includes('groups'));
    }
  });
});
