import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ProtectOptions, signLocalToken } from '../../src/index.ts';
import {
  clientToken,
  type ForeignIssuer,
  opaqueReader,
  personToken,
  revokeToken,
  startForeignIssuer,
} from './foreign-issuer.ts';
import { type GuardedService, startService } from './telling-caller.ts';

const resource = 'https://files.example/mcp';
const secret = 'a secret of the operator, 32 bytes or more';
const ada = { sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' };

let plain: ForeignIssuer;
let slashed: ForeignIssuer;
let service: GuardedService;

const optionsFor = (changes: ProtectOptions = {}): ProtectOptions => ({
  resource,
  issuers: [
    {
      issuer: plain.issuer,
      introspection: { clientId: opaqueReader.id, clientSecret: opaqueReader.secret },
    },
    { issuer: slashed.issuer },
  ],
  localTokens: { secret },
  scopes: ['files:read'],
  implies: { 'files:write': ['files:read'] },
  ...changes,
});

before(async () => {
  plain = await startForeignIssuer({ ending: '', resource });
  slashed = await startForeignIssuer({ ending: '/', resource });
  service = await startService(optionsFor());
});

after(async () => {
  await service.stop();
  await plain.stop();
  await slashed.stop();
});

describe('a service with issuers of another make and local tokens', () => {
  it('lets in the JWTs of both issuers and says whose they are — resource.md §3 Several issuers', async () => {
    for (const foreign of [plain, slashed]) {
      const { user: _, ...told } = await service.admits(await clientToken(foreign, { resource }));
      const clientId = 'reader';
      assert.deepEqual(told, { issuer: foreign.issuer, subject: clientId, clientId, scopes: ['files:read'] });
      const person = await service.admits(await personToken(foreign, ada, { resource }));
      assert.deepEqual([person.issuer, person.subject], [foreign.issuer, 'ada']);
    }
  });

  it('lets in what the operator signed beside them, and nothing like it — resource.md §3 Several issuers, §3 localTokens', async () => {
    const local = { subject: 'user-1', expiresIn: 60 };
    const { user: _, ...told } = await service.admits(signLocalToken({ ...local, secret }));
    assert.deepEqual(told, { issuer: null, subject: 'user-1', clientId: null, scopes: ['files:read'] });
    const forged = signLocalToken({ ...local, secret: `${secret}!` });
    assert.equal((await service.get(forged)).status, 401);
    const elsewhere = signLocalToken({ ...local, secret, audience: 'https://other.example/' });
    assert.equal((await service.get(elsewhere)).status, 401);
  });

  it('asks the one issuer with introspection about an opaque token, once — resource.md §2 One validator', async () => {
    const token = await personToken(plain, ada, { resource, client: opaqueReader });
    assert.ok(!token.includes('.'));
    for (const _ of [1, 2]) {
      const { user, ...told } = await service.admits(token);
      const scopes = ['files:read'];
      assert.deepEqual(told, { issuer: plain.issuer, subject: 'ada', clientId: opaqueReader.id, scopes });
    }
    assert.equal(plain.asked('/token/introspection'), 1);
    assert.equal(slashed.asked('/token/introspection'), 0);
  });

  it('refuses opaque tokens that are revoked, for another resource, or of the other issuer', async () => {
    const revoked = await clientToken(plain, { resource, client: opaqueReader });
    await revokeToken(plain, opaqueReader, revoked);
    const other = 'https://other.example/mcp';
    const elsewhere = await clientToken(plain, { resource: other, client: opaqueReader });
    const strange = await clientToken(slashed, { resource, client: opaqueReader });
    for (const token of [revoked, elsewhere, strange]) {
      const { status, challenge } = await service.get(token);
      assert.equal(status, 401);
      assert.match(challenge, /^Bearer error="invalid_token"/);
    }
  });

  it('refuses JWTs of both issuers for another resource, and with too narrow a scope', async () => {
    for (const foreign of [plain, slashed]) {
      const elsewhere = await clientToken(foreign, { resource: 'https://other.example/mcp' });
      assert.equal((await service.get(elsewhere)).status, 401);
      const narrow = await clientToken(foreign, { resource, scope: '' });
      assert.equal((await service.get(narrow)).status, 403);
      const broad = await clientToken(foreign, { resource, scope: 'files:write' });
      assert.deepEqual((await service.admits(broad)).scopes, ['files:write', 'files:read']);
    }
  });

  it('names both issuers in its metadata, as they spell themselves — RFC 9728 §2', async () => {
    const { body } = await service.get(null, '/.well-known/oauth-protected-resource/mcp');
    assert.deepEqual((body as Record<string, unknown>)['authorization_servers'], [
      plain.issuer,
      slashed.issuer,
    ]);
  });
});

describe('an issuer spelled with or without its slash', () => {
  const other = (issuer: string): string => (issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`);

  it('is another issuer: its tokens are refused — resource.md §2 iss', async () => {
    const misspelt = await startService({ resource, issuers: [{ issuer: other(slashed.issuer) }] });
    assert.equal((await misspelt.get(await clientToken(slashed, { resource }))).status, 401);
    await misspelt.stop();
  });

  it('is named as it has to be spelled, as soon as its documents are read — resource.md §2 Issuer discovery', async () => {
    for (const foreign of [plain, slashed]) {
      const issuer = other(foreign.issuer);
      const introspection = { clientId: opaqueReader.id, clientSecret: opaqueReader.secret };
      const misspelt = await startService({ resource, issuers: [{ issuer, introspection }] });
      const token = await clientToken(foreign, { resource, client: opaqueReader });
      assert.equal((await misspelt.get(token)).status, 503);
      const said = JSON.stringify(misspelt.log);
      assert.ok(said.includes('only a slash differs') && said.includes(foreign.issuer), said);
      await misspelt.stop();
    }
  });
});
