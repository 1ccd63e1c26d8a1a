import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proof } from '../holder/support.ts';
import { claimsOf, expectError, expectOk, isActive, json, type World } from '../support.ts';
import { api, ask, type Fields, signInWeb, subjectOf, type, world } from './exchange.ts';

const there = 'https://auth.chat.example';
const mcp = 'https://chat.example/mcp';

type Rule = NonNullable<Parameters<typeof world>[0]>[number];

const rule = (change: Rule = {}): Rule => ({
  ...{ subject: 'id_token', audiences: [there], scopes: ['chat:read', 'chat:write'] },
  idJag: { clientId: 'client-there', resources: [mcp] },
  ...change,
});

const vouchFor = (at: World, idToken: string, fields: Fields = {}) =>
  ask(at, {
    ...{ subject_token: idToken, subject_token_type: type('id_token') },
    ...{ requested_token_type: type('id-jag'), audience: there },
    ...fields,
  });

const headerOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString());

describe('an ID-JAG for another authorization server — advanced.md TEX-9', () => {
  it('says who the person is there, for which client and for what, and lives for minutes', async () => {
    const at = world([rule()]);
    const { id_token: id } = await signInWeb(at);
    const answer = expectOk(await vouchFor(at, id));
    const { access_token: jwt, ...members } = answer;
    assert.deepEqual(members, {
      issued_token_type: type('id-jag'),
      token_type: 'N_A',
      expires_in: 300,
      scope: 'chat:read chat:write',
    });
    assert.equal(headerOf(jwt).typ, 'oauth-id-jag+jwt');
    const { jti, iat, ...claims } = claimsOf(jwt);
    assert.deepEqual(claims, {
      ...{ iss: 'https://auth.example', sub: claimsOf(id).sub, aud: there, client_id: 'client-there' },
      ...{ exp: iat + 300, resource: mcp, scope: 'chat:read chat:write' },
    });
    assert.ok(jti.length > 20);
    assert.notEqual(claimsOf(json(await vouchFor(at, id)).access_token).jti, jti);
  });

  it('is no token of this server', async () => {
    const at = world([rule(), { subject: 'id_token' }]);
    const { id_token: id } = await signInWeb(at);
    const { access_token: jwt } = expectOk(await vouchFor(at, id));
    assert.equal(await isActive(at, jwt), false);
    const fields = { subject_token: jwt, subject_token_type: type('id_token'), resource: api };
    expectError(await ask(at, fields), 400, 'invalid_request');
  });

  it('is for the issuer, the resources and the scope of its rule alone', async () => {
    const at = world([rule()]);
    const { id_token: id } = await signInWeb(at);
    const asks = (fields: Fields) => vouchFor(at, id, fields);
    expectError(await asks({ audience: undefined }), 400, 'invalid_request');
    for (const audience of ['https://other.example', `${there}/`, [there, 'https://other.example']])
      expectError(await asks({ audience }), 400, 'invalid_target');
    expectError(await asks({ resource: 'https://other.example' }), 400, 'invalid_target');
    expectError(await asks({ scope: 'admin' }), 400, 'invalid_scope');
    assert.equal(expectOk(await asks({ scope: 'chat:read admin', resource: mcp })).scope, 'chat:read');
    const several = world([rule({ idJag: { clientId: 'c', resources: [mcp, `${mcp}/2`] } })]);
    const { id_token: other } = await signInWeb(several);
    expectError(await vouchFor(several, other), 400, 'invalid_target');
    const both = expectOk(await vouchFor(several, other, { resource: [mcp, `${mcp}/2`] }));
    assert.deepEqual(claimsOf(both.access_token).resource, [mcp, `${mcp}/2`]);
    const none = world([rule({ idJag: { clientId: 'c', resources: [] } })]);
    const plain = expectOk(await vouchFor(none, (await signInWeb(none)).id_token));
    assert.equal('resource' in claimsOf(plain.access_token), false);
  });

  it('is nothing without a rule for it, and its rule gives nothing else — advanced.md TEX-2', async () => {
    const usual = world([{ subject: 'id_token' }]);
    const { id_token: id } = await signInWeb(usual);
    expectError(await vouchFor(usual, id), 400, 'unauthorized_client');
    const at = world([rule()]);
    const { id_token: own } = await signInWeb(at);
    const fields = { requested_token_type: undefined, audience: undefined };
    expectError(await vouchFor(at, own, fields), 400, 'unauthorized_client');
    const access = { subject_token: await subjectOf(at), subject_token_type: type('access_token') };
    expectError(await vouchFor(at, own, access), 400, 'unauthorized_client');
    const actor = { actor_token: own, actor_token_type: type('id_token') };
    expectError(await vouchFor(at, own, actor), 400, 'unauthorized_client');
  });

  it('comes of a sign-in that lives, and ends before its ID token — advanced.md TEX-5, TEX-7', async () => {
    const at = world([rule({ lifetime: 60 })]);
    const { id_token: id } = await signInWeb(at);
    assert.equal(expectOk(await vouchFor(at, id)).expires_in, 60);
    const { exp, iat } = claimsOf(id);
    at.clock.advance(exp - iat - 20);
    assert.equal(expectOk(await vouchFor(at, id)).expires_in, 20);
    at.clock.advance(20);
    expectError(await vouchFor(at, id), 400, 'invalid_request');
    const again = world([rule()]);
    const { id_token: other } = await signInWeb(again);
    const [family] = again.store.snapshot().families.values();
    again.store.put.family({ ...(family ?? assert.fail('no family')), revokedAt: again.clock.now() });
    expectError(await vouchFor(again, other), 400, 'invalid_request');
  });

  it('is told of, and commits nothing that anybody could use here', async () => {
    const at = world([rule()]);
    const { id_token: id } = await signInWeb(at);
    const { access_token: jwt } = expectOk(await vouchFor(at, id));
    const facts = at.store.commits.at(-1)?.facts ?? [];
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['token_exchanged'],
    );
    const [fact] = facts;
    assert.ok(fact?.kind === 'token_exchanged');
    assert.deepEqual(fact.audience, [there]);
    assert.equal(fact.issued, 'id_jag');
    assert.equal(fact.tokenId, claimsOf(jwt).jti);
    assert.deepEqual(fact.scope, ['chat:read', 'chat:write']);
  });

  it('is bound to no key, and its request may prove one', async () => {
    const at = world([rule()]);
    const { id_token: id } = await signInWeb(at);
    const fields = { subject_token: id, subject_token_type: type('id_token'), audience: there };
    const asked = { ...fields, requested_token_type: type('id-jag') };
    const dpop = proof(at);
    const answer = expectOk(await ask(at, asked, { dpop }));
    assert.equal(answer.token_type, 'N_A');
    expectError(await ask(at, asked, { dpop }), 400, 'invalid_dpop_proof');
  });
});
