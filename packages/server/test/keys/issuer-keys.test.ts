import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientKeys } from '@grantor/engine';
import { type CompactJws, parseCompactJws } from '@grantor/protocol';
import { createIssuerKeys } from '../../src/keys/issuer-keys.ts';
import type { Documents } from '../../src/outbound/documents.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jws: CompactJws =
  parseCompactJws(`${encode({ alg: 'EdDSA' })}.${encode({})}.AAAA`) ?? assert.fail('a JWS');
const source = {
  ...{ address: '192.0.2.1', userAgent: null, requestId: 'r' },
  ...{ method: 'POST', path: '/oauth/token' },
};

/** A web of documents, and what was asked of it and of the keys. */
function world(pages: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const keysAt: unknown[] = [];
  const documents: Documents = async ({ url, onBehalfOf }) => {
    asked.push(`${url} for ${onBehalfOf}`);
    const page = pages[url];
    return page === undefined
      ? { kind: 'failed', reason: 'status' }
      : { kind: 'fetched', body: Buffer.from(JSON.stringify(page)), age: 'fresh' };
  };
  const clientKeys: Pick<ClientKeys, 'verify'> = {
    async verify(_jws, keys) {
      keysAt.push(keys);
      return 'verified';
    },
  };
  return { asked, keysAt, keys: createIssuerKeys(clientKeys, documents) };
}

const issuer = 'https://idp.example/tenant';

describe('the keys of a trusted issuer — advanced.md JWB-1', () => {
  it('are those of its record, and nothing is fetched', async () => {
    const { asked, keysAt, keys } = world({});
    assert.equal(await keys.verify(jws, { issuer, keys: { kind: 'inline', keys: [] } }, source), 'verified');
    const uri = 'https://idp.example/keys';
    assert.equal(await keys.verify(jws, { issuer, keys: { kind: 'jwks_uri', uri } }, source), 'verified');
    assert.deepEqual(keysAt, [
      { jwks: { keys: [] }, jwksUri: null },
      { jwks: null, jwksUri: uri },
    ]);
    assert.deepEqual(asked, []);
  });

  it('are where its metadata says, of either kind — RFC 8414 §3.1', async () => {
    const jwksUri = 'https://keys.idp.example/';
    for (const url of [
      `${issuer}/.well-known/openid-configuration`,
      'https://idp.example/.well-known/oauth-authorization-server/tenant',
    ]) {
      const { asked, keysAt, keys } = world({ [url]: { issuer, jwks_uri: jwksUri } });
      assert.equal(await keys.verify(jws, { issuer, keys: { kind: 'discovery' } }, source), 'verified');
      assert.deepEqual(keysAt, [{ jwks: null, jwksUri }]);
      assert.equal(asked.at(-1), `${url} for 192.0.2.1`);
    }
  });

  it('are never what another issuer’s metadata says — RFC 8414 §3.3', async () => {
    const url = `${issuer}/.well-known/openid-configuration`;
    for (const page of [
      { issuer: 'https://idp.example', jwks_uri: 'https://evil.example/' },
      { jwks_uri: 'https://evil.example/' },
      { issuer },
      { issuer, jwks_uri: 7 },
      [],
    ]) {
      const { keysAt, keys } = world({ [url]: page });
      assert.equal(await keys.verify(jws, { issuer, keys: { kind: 'discovery' } }, source), 'unavailable');
      assert.deepEqual(keysAt, []);
    }
    const { asked, keys } = world({});
    assert.equal(
      await keys.verify(jws, { issuer: 'no address', keys: { kind: 'discovery' } }, source),
      'unavailable',
    );
    assert.deepEqual(asked, []);
  });
});
