import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { exampleIssuer, exampleRule, getWith, postForm } from '../../src/testing/index.ts';
import { claimsOf, expectError, expectOk, json, type World, webAuthorization } from '../support.ts';
import { api, ask, gateway, signInWeb, subjectOf, type, vouch, world } from './exchange.ts';

const rule = (change: Parameters<typeof exampleRule>[0] = {}) => exampleRule({ id: 'rule-0', ...change });

const introspected = async (at: World, token: string) =>
  json(await at.engine.introspect(postForm({ token }, webAuthorization)));
const isActive = async (at: World, token: string): Promise<boolean> => (await introspected(at, token)).active;

const exchanged = async (at: World, fields: Record<string, string> = {}): Promise<string> =>
  expectOk(await ask(at, { subject_token: await subjectOf(at), resource: api, ...fields })).access_token;

describe('a token of an exchange — advanced.md TEX-2, protocol.md IN-6', () => {
  for (const format of ['jwt', 'opaque'] as const) {
    it(`ends with its rule, as ${format}`, async () => {
      const at = world([{ audiences: [api] }], { accessTokenFormat: format });
      const token = await exchanged(at);
      assert.equal(token.startsWith('gat_'), format === 'opaque');
      assert.ok(await isActive(at, token));
      at.store.put.policies({ rules: [] });
      assert.equal(await isActive(at, token), false);
      at.store.put.policies({ rules: [rule({ audiences: [api] })] });
      assert.ok(await isActive(at, token));
      at.store.put.policies({ rules: [rule({ audiences: [api], client: clientId('agent') })] });
      assert.equal(await isActive(at, token), false);
    });
  }

  it('is no more than its rule gives today', async () => {
    const at = world([{ audiences: [api, gateway], scopes: ['read', 'write'] }]);
    const token = await exchanged(at);
    assert.equal((await introspected(at, token)).scope, 'read write');
    at.store.put.policies({ rules: [rule({ audiences: [api], scopes: ['write'] })] });
    assert.equal((await introspected(at, token)).scope, 'write');
    for (const narrowed of [{ scopes: ['delete'] }, { audiences: [gateway] }]) {
      at.store.put.policies({ rules: [rule({ audiences: [api], scopes: ['write'], ...narrowed })] });
      assert.equal(await isActive(at, token), false);
    }
  });

  it('ends with the rule of the exchange before, and with whoever it was made for', async () => {
    const second = { id: 'rule-1', client: clientId('agent'), audiences: [gateway], scopes: ['read'] };
    const at = world([{ audiences: [api], scopes: ['read'] }, second], { ownResources: [gateway, api] });
    const first = await exchanged(at);
    const fields = { subject_token: first, resource: gateway };
    const token = expectOk(await ask(at, fields, { as: 'agent' })).access_token;
    assert.ok(await isActive(at, token));
    const web = (await at.store.findClient(clientId('web'))) ?? assert.fail();
    at.store.put.client({ ...web, status: 'inactive' });
    const look = async () => {
      const reply = await at.engine.userinfo(getWith(token));
      return json(reply).error_description;
    };
    assert.match(await look(), /invalid, expired or revoked/);
    at.store.put.client(web);
    assert.doesNotMatch(await look(), /invalid, expired or revoked/);
    at.store.put.policies({ rules: [rule(second)] });
    assert.match(await look(), /invalid, expired or revoked/);
  });

  it('ends with the issuer of its subject, and is no more than that gives today — advanced.md JWB-1', async () => {
    const subject = { subject: 'jwt', subjectIssuer: exampleIssuer().issuer } as const;
    const at = world([{ ...subject, audiences: [api] }]);
    const fields = { subject_token: vouch(), subject_token_type: type('jwt'), resource: api };
    const token = expectOk(await ask(at, fields)).access_token;
    assert.ok(await isActive(at, token));
    at.store.put.policies({ issuers: [exampleIssuer({ scopes: ['read'] })] });
    assert.equal((await introspected(at, token)).scope, 'read');
    for (const change of [{ resources: [gateway] }, { clients: [clientId('agent')] }, { id: 'another' }]) {
      at.store.put.policies({ issuers: [exampleIssuer(change)] });
      assert.equal(await isActive(at, token), false, JSON.stringify(change));
    }
  });

  it('is not held to the places of the token that it was made of', async () => {
    const subject = { subject: 'jwt', subjectIssuer: exampleIssuer().issuer } as const;
    const second = { id: 'rule-1', client: clientId('agent'), audiences: [gateway], scopes: ['read'] };
    const at = world([{ ...subject, audiences: [api], scopes: ['read'] }, second]);
    at.store.put.policies({ issuers: [exampleIssuer({ resources: [api] })] });
    const fields = { subject_token: vouch(), subject_token_type: type('jwt'), resource: api };
    const first = expectOk(await ask(at, fields)).access_token;
    const next = { subject_token: first, resource: gateway };
    const token = expectOk(await ask(at, next, { as: 'agent' })).access_token;
    assert.equal((await introspected(at, token)).scope, 'read');
  });

  it('ends with the issuer of who acts with it', async () => {
    const at = world([{ mode: 'delegation', audiences: [api] }]);
    const acting = { actor_token: vouch({ sub: 'agent-there' }), actor_token_type: type('jwt') };
    const token = await exchanged(at, acting);
    at.store.put.policies({ issuers: [exampleIssuer({ scopes: ['delete'] })] });
    assert.equal(
      (await introspected(at, token)).scope,
      'read write',
      'what the issuer gives is no bound of it',
    );
    at.store.put.policies({ issuers: [] });
    assert.equal(await isActive(at, token), false);
  });

  it('is for what it names where its own client made it of a token for none in particular — advanced.md TEX-5', async () => {
    const at = world([{ audiences: [api], scopes: ['read'] }], { scopes: ['openid', 'read'] });
    const own = await signInWeb(at, { scope: ['openid', 'profile', 'read'] });
    const token = expectOk(await ask(at, { subject_token: own.access_token, resource: api })).access_token;
    assert.equal(claimsOf(token).aud, api);
    expectError(await at.engine.userinfo(getWith(token)), 401, 'invalid_token');
  });
});

describe('a token by the word of an issuer — advanced.md JWB-1, protocol.md IN-6', () => {
  const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const workload = { kind: 'workload', clients: [clientId('web')] } as const;

  for (const [kind, issuer] of [
    ['a person', {}],
    ['a workload', workload],
  ] as const) {
    it(`ends with the record of its issuer, and is no more than that gives today, of ${kind}`, async () => {
      const change = { grantTypes: [bearer, 'client_credentials'], scopes: ['read', 'write'] };
      const at = world([], change);
      at.store.put.policies({ issuers: [exampleIssuer(issuer)] });
      const proof = kind === 'a person' ? webAuthorization : {};
      const fields = { grant_type: bearer, assertion: vouch(), resource: api };
      const token = expectOk(await at.engine.token(postForm(fields, proof))).access_token;
      assert.equal((await introspected(at, token)).scope, 'read write');
      at.store.put.policies({ issuers: [exampleIssuer({ ...issuer, scopes: ['write'] })] });
      assert.equal((await introspected(at, token)).scope, 'write');
      at.store.put.policies({ issuers: [exampleIssuer({ ...issuer, resources: [gateway] })] });
      assert.equal(await isActive(at, token), false);
      at.store.put.policies({ issuers: [] });
      assert.equal(await isActive(at, token), false);
      at.store.put.policies({ issuers: [exampleIssuer(issuer)] });
      assert.ok(await isActive(at, token));
    });
  }
});
