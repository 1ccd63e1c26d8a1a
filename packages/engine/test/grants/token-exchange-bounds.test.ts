import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, userId } from '@grantor/protocol';
import { noClaims } from '../../src/model/claims-request.ts';
import { exampleAccount, exampleIssuer, foreignIssuer, getWith } from '../../src/testing/index.ts';
import { expectError, expectOk, isActive, json, signIn, type World } from '../support.ts';
import { ask, signInWeb, subjectOf, type, vouch, world } from './exchange.ts';

describe('who acts in an exchange — advanced.md TEX-3, TEX-4', () => {
  const delegated = { mode: 'delegation' } as const;

  it('is nobody of a third issuer who has the name of the subject token — RFC 8693 §4.4', async () => {
    const at = world([{ ...delegated, subject: 'jwt', subjectIssuer: foreignIssuer }]);
    const elsewhere = 'https://other.example';
    at.store.put.trustedIssuer(exampleIssuer({ id: 'other', issuer: elsewhere }));
    const sent = (named: object, iss: string) =>
      ask(at, {
        ...{ subject_token: vouch({ may_act: named }), subject_token_type: type('jwt') },
        ...{ actor_token: vouch({ iss, sub: 'svc' }), actor_token_type: type('jwt') },
      });
    expectOk(await sent({ sub: 'svc' }, foreignIssuer));
    expectOk(await sent({ sub: 'svc', iss: elsewhere }, elsewhere));
    expectError(await sent({ sub: 'svc' }, elsewhere), 400, 'invalid_request');
  });

  it('is nobody who may hold no tokens any more, whatever ID token is left of them', async () => {
    const at = world([delegated]);
    const deputy = { ...exampleAccount(), id: userId('user-2') };
    at.store.put.account(deputy);
    const { id_token } = await signInWeb(at, { userId: deputy.id });
    const acting = { actor_token: id_token, actor_token_type: type('id_token') };
    const subject = await subjectOf(at);
    expectOk(await ask(at, { subject_token: subject, ...acting }));
    at.store.put.account({ ...deputy, disabledAt: at.ports.clock.now() });
    expectError(await ask(at, { subject_token: subject, ...acting }), 400, 'invalid_request');
  });
});

describe('what an exchange hands on', () => {
  it('are no claims that the person was asked about for the other client alone', async () => {
    const at = world([{ audiences: ['https://auth.example'], scopes: ['profile'] }], {
      scopes: ['openid', 'profile', 'email'],
    });
    const claims = { ...noClaims, userinfo: { email: { essential: false, values: [] } } };
    const tokens = await signIn(at, { scope: ['openid', 'profile'], claims });
    const asked = json(await at.engine.userinfo(getWith(tokens.access_token)));
    assert.equal(typeof asked.email, 'string');
    const derived = expectOk(await ask(at, { subject_token: tokens.access_token }));
    const told = json(await at.engine.userinfo(getWith(derived.access_token)));
    assert.equal(told.sub, 'user-1');
    assert.equal('email' in told, false);
  });

  it('are no authorization details, which is said to whoever names some — RFC 9396 §5, security.md X-7', async () => {
    const at = world();
    const named = { authorization_details: '[{"type":"payment"}]' };
    const asked = await ask(at, { subject_token: await subjectOf(at), ...named });
    expectError(asked, 400, 'invalid_authorization_details');
    expectOk(await ask(at, { subject_token: await subjectOf(at) }));
  });

  const derivedOf = async (at: World) =>
    expectOk(await ask(at, { subject_token: await subjectOf(at) })).access_token;

  it('rests while the client rests that it came from — advanced.md TEX-7, product.md C-3', async () => {
    const at = world();
    const derived = await derivedOf(at);
    assert.equal(await isActive(at, derived), true);
    const native = await at.store.findClient(clientId('native'));
    assert.ok(native);
    at.store.put.client({ ...native, status: 'inactive' });
    assert.equal(await isActive(at, derived), false);
    at.store.put.client(native);
    assert.equal(await isActive(at, derived), true);
  });

  it('rests while its person may not use the client it came from — advanced.md TEX-7, product.md §8 who may use it', async () => {
    const at = world();
    const derived = await derivedOf(at);
    const native = await at.store.findClient(clientId('native'));
    assert.ok(native);
    at.store.put.client({ ...native, allowedGroups: ['staff'] });
    assert.equal(await isActive(at, derived), false);
    at.store.put.account(exampleAccount({ claims: { groups: ['staff'] } }));
    assert.equal(await isActive(at, derived), true);
    at.store.put.account(exampleAccount());
    assert.equal(await isActive(at, derived), false);
  });
});
