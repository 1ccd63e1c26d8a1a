import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import {
  basic,
  exampleClient,
  exampleResource,
  getWith,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, expectOk } from '../support.ts';
import {
  answerOf,
  type FrontChannel,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  stepOf,
  verifier,
} from './front-channel.ts';

const wanting = (
  userinfo: readonly string[],
  idToken: readonly string[] = [],
  member: unknown = null,
): string => {
  const section = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, member]));
  return JSON.stringify({ userinfo: section(userinfo), id_token: section(idToken) });
};

const stranger = (change: Partial<Client> = {}): Client =>
  exampleClient({ id: clientId('stranger'), source: 'dynamic', scopes: ['openid'], ...change });

const front = (clients: readonly Client[], resources = [exampleResource()]): FrontChannel =>
  frontChannel({ seed: { clients, resources } });

const consentOf = (outcome: AuthorizeOutcome) => {
  const { step } = interactionOf(outcome);
  assert.ok(step.kind === 'consent');
  return step;
};

const claimsAsked = (outcome: AuthorizeOutcome): readonly string[] =>
  consentOf(outcome).claims.map(({ name, known }) => `${name} ${known ? 'known' : 'new'}`);

const allow = async (channel: FrontChannel, parameters: Parameters) =>
  answerOf(await channel.decide(await channel.ask(parameters), 'approve'));

const grantedClaims = ({ harness }: FrontChannel) => {
  const [code] = [...harness.store.snapshot().codes.values()].slice(-1);
  return code?.claims;
};

const kinds = [
  ['a client of the administrator', 'web', exampleClient()],
  ['a self-registered client', 'stranger', stranger()],
] as const;

describe('claims asked for by name — OpenID Connect Core §5.5, security.md T-4', () => {
  for (const [whose, client_id, client] of kinds) {
    const asked = (change: Parameters) => request({ client_id, scope: 'openid', ...change });

    it(`are shown beyond what the scopes hold anyway: ${whose}`, async () => {
      const { ask } = front([client]);
      for (const member of [null, { essential: true }, { value: 'x' }]) {
        const claims = wanting(['email', 'phone_number'], ['picture', 'email'], member);
        assert.deepEqual(claimsAsked(await ask(asked({ claims }))), [
          'email new',
          'phone_number new',
          'picture new',
        ]);
      }
      const wide = asked({ scope: 'openid email', claims: wanting(['email', 'address']) });
      assert.deepEqual(claimsAsked(await ask(wide)), ['address new']);
    });

    it(`that go without saying, or that nobody is told, need no consent: ${whose}`, async () => {
      const channel = front([client]);
      const silent = wanting(['sub', 'favourite_colour'], ['sub', 'auth_time', 'acr', 'amr', 'sid', 'nonce']);
      await allow(channel, asked({}));
      assert.equal(stepOf(await channel.ask(asked({ claims: silent }))), 'code');
      const kept = grantedClaims(channel);
      assert.deepEqual([kept?.userinfo, kept?.idToken], [{}, {}], 'nothing of them is stored');
    });

    it(`are asked about again when they are new — security.md F-10: ${whose}`, async () => {
      const channel = front([client]);
      await allow(channel, asked({ claims: wanting(['email']) }));
      assert.equal(stepOf(await channel.ask(asked({ claims: wanting(['email']) }))), 'code');
      assert.equal(stepOf(await channel.ask(asked({ claims: wanting([], ['email']) }))), 'code');
      const more = await channel.ask(asked({ claims: wanting(['email', 'phone_number']) }));
      assert.deepEqual(claimsAsked(more), ['email known', 'phone_number new']);
      const silent = asked({ claims: wanting(['phone_number']), prompt: 'none' });
      assert.equal(answerOf(await channel.ask(silent))['error'], 'consent_required');
    });

    it(`are known where their scope is, and not the other way round: ${whose}`, async () => {
      const channel = front([client]);
      await allow(channel, asked({ scope: 'openid email' }));
      assert.equal(stepOf(await channel.ask(asked({ claims: wanting(['email']) }))), 'code');
      await allow(channel, asked({ claims: wanting(['phone_number']) }));
      assert.equal(stepOf(await channel.ask(asked({ scope: 'openid phone' }))), 'consent');
    });
  }

  it('are forgotten with what the person knew of a self-registered client', async () => {
    const channel = front([stranger()]);
    const asked = request({ client_id: 'stranger', scope: 'openid', claims: wanting(['email']) });
    await allow(channel, asked);
    channel.harness.store.put.client(stranger({ name: 'Another name' }));
    await allow(channel, { ...asked, claims: undefined });
    assert.deepEqual(claimsAsked(await channel.ask(asked)), ['email new']);
  });

  it('are bounded by the rights of the client, essential or not', async () => {
    const narrow = exampleClient({ scopes: ['openid', 'read'], consent: 'skip' });
    const channel = front([narrow]);
    for (const member of [null, { essential: true }]) {
      const claims = wanting(['email', 'phone_number', 'address'], ['email', 'name'], member);
      const outcome = await channel.ask(request({ scope: 'openid', claims }));
      assert.equal(stepOf(outcome), 'code');
      const granted = grantedClaims(channel);
      assert.deepEqual([granted?.userinfo, granted?.idToken], [{}, {}]);
    }
    const asked = front([exampleClient({ scopes: ['openid', 'email'] })]);
    const mixed = request({ scope: 'openid', claims: wanting(['email', 'phone_number']) });
    assert.deepEqual(claimsAsked(await asked.ask(mixed)), ['email new']);
  });

  it('are released once the page named them', async () => {
    const channel = front([exampleClient()]);
    const { code = '' } = await allow(channel, request({ scope: 'openid', claims: wanting(['email']) }));
    const { access_token: token } = await redeemed(channel, code);
    const seen = expectOk(await channel.engine.userinfo(getWith(token)));
    assert.deepEqual(seen, { sub: 'user-1', email: 'ada@example.com' });
  });

  it('are kept as they were asked for, essential or not, without the values that were hoped for', async () => {
    const channel = front([exampleClient()]);
    const member = { essential: true, value: 'x' };
    const claims = JSON.stringify({ userinfo: { email: member, name: null } });
    await allow(channel, request({ scope: 'openid', claims }));
    assert.deepEqual(grantedClaims(channel)?.userinfo, {
      name: { essential: false, values: [] },
      email: { essential: true, values: [] },
    });
  });
});

describe('what a resource learns from its tokens — protocol.md IN-6, clients.md §9', () => {
  const api = exampleResource({ identityClaims: ['email'] });
  const curious = { ...api, identityClaims: ['email', 'name'] as const };
  for (const [whose, client_id, client] of kinds) {
    const asked = request({ client_id, scope: 'read', resource: api.uri });
    const learns = (outcome: AuthorizeOutcome) =>
      consentOf(outcome).resources.flatMap((resource) =>
        resource.learns.map(({ name, known }) => `${name} ${known ? 'known' : 'new'}`),
      );

    it(`is shown, remembered, and asked about again when it is more: ${whose}`, async () => {
      const channel = front([client], [api]);
      assert.deepEqual(learns(await channel.ask(asked)), ['email new']);
      await allow(channel, asked);
      assert.equal(stepOf(await channel.ask(asked)), 'code');
      channel.harness.store.put.resource(curious);
      assert.deepEqual(learns(await channel.ask(asked)), ['email known', 'name new']);
      channel.harness.store.put.client({ ...client, name: 'Another name' });
      const email = client_id === 'web' ? 'email known' : 'email new';
      assert.deepEqual(learns(await channel.ask(asked)), [email, 'name new']);
    });
  }

  it('does not grow for tokens of an approval that did not know of it — security.md T-4', async () => {
    const channel = front([exampleClient()], [api]);
    const { harness, engine } = channel;
    const { code = '' } = await allow(channel, request({ scope: 'read', resource: api.uri }));
    harness.store.put.resource(curious);
    const first = await redeemed(channel, code);
    const next = expectOk(
      await engine.token(
        postForm({ grant_type: 'refresh_token', refresh_token: first.refresh_token }, secret),
      ),
    );
    for (const { access_token: token } of [first, next]) {
      const { email, name } = claimsOf(token);
      assert.deepEqual([email, name], ['ada@example.com', undefined]);
      const seen = expectOk(await engine.introspect(postForm({ token }, secret)));
      assert.deepEqual([seen.email, seen.name], ['ada@example.com', undefined]);
    }
    const anew = await allow(channel, request({ scope: 'read', resource: api.uri }));
    assert.equal(claimsOf((await redeemed(channel, anew['code'] ?? '')).access_token).name, 'Ada Lovelace');
  });
});

const secret = { authorization: basic('web', testSecret) };

const redeemed = async ({ engine }: FrontChannel, code: string) =>
  expectOk(
    await engine.token(
      postForm(
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: 'https://app.example/callback',
          code_verifier: verifier,
        },
        secret,
      ),
    ),
  );
