import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFederationFile, UnusableFederationFile } from '../../src/federation/federation-file.ts';
import { startTestServer } from '../running-server.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a' };
const anchor = 'https://anchor.example';
const anchors = (key: object) => ({ trust_anchors: { [anchor]: { jwks: { keys: [key] } } } });
const mark = `e30.${Buffer.from('{"trust_mark_type":"t"}').toString('base64url')}.AAAA`;

describe('FEDERATION_FILE', () => {
  it('names trust anchors with their keys, and what this server is — federation-vci-authlete.md FED-1', () => {
    const read = readFederationFile(
      JSON.stringify({
        ...anchors(jwk),
        authority_hints: [anchor],
        required_trust_marks: ['t'],
        organization_name: 'Ours',
        contacts: ['a@example.org'],
      }),
    );
    assert.deepEqual([...read.trustAnchors], [[anchor, [jwk]]]);
    const { trustAnchors: _, ...rest } = read;
    assert.deepEqual(rest, {
      ...{ authorityHints: [anchor], trustMarks: [], requiredTrustMarks: ['t'] },
      ...{ organizationName: 'Ours', contacts: ['a@example.org'] },
    });
  });

  it('is refused where it breaks a rule — federation-vci-authlete.md FED-1', () => {
    const refused: [string | object, RegExp][] = [
      ['nonsense', /no JSON/],
      [{}, /trust_anchors/],
      [{ trust_anchors: {} }, /no trust anchor/],
      [{ trust_anchors: { 'http://anchor.example': { jwks: { keys: [jwk] } } } }, /trust_anchors\.http:/],
      [anchors({ ...jwk, kid: undefined }), /kid/],
      [anchors({ ...privateKey.export({ format: 'jwk' }), kid: 'a' }), /private/],
      [anchors({ kty: 'oct', k: 'AAAA', kid: 'a' }), /symmetric/],
      [{ ...anchors(jwk), authority_hints: ['anchor'] }, /authority_hints/],
      [{ ...anchors(jwk), trust_marks: [{ trust_mark_type: 'other', trust_mark: mark }] }, /trust mark/],
      [{ ...anchors(jwk), trust_anchor: 1 }, /trust_anchor/],
    ];
    for (const [content, message] of refused) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      assert.throws(
        () => readFederationFile(text),
        (error) => {
          assert.ok(error instanceof UnusableFederationFile);
          assert.match(error.message, message);
          return true;
        },
      );
    }
  });

  it('refuses the start where it cannot be used — federation-vci-authlete.md FED-1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grantor-federation-'));
    const file = join(folder, 'federation.json');
    const start = () =>
      startTestServer({ environment: { ENABLE_FEDERATION: 'true', FEDERATION_FILE: file } });
    await assert.rejects(start(), { message: `${file} (FEDERATION_FILE) cannot be read` });
    await writeFile(file, '{}');
    await assert.rejects(start(), /FEDERATION_FILE\): trust_anchors/);
    await assert.rejects(startTestServer({ environment: { ENABLE_FEDERATION: 'true' } }), /FEDERATION_FILE/);
    await rm(folder, { recursive: true, force: true });
  });
});

describe('a server that is in no federation', () => {
  it('answers nothing of one — federation-vci-authlete.md FED-1', async () => {
    const server = await startTestServer();
    for (const path of [
      '/.well-known/openid-federation',
      '/oauth/federation/historical-keys',
      '/oauth/federation/register',
      '/api/federation/register',
    ]) {
      const method = path.endsWith('register') ? 'POST' : 'GET';
      const answer = await fetch(`${server.origin}${path}`, { method });
      assert.equal(answer.status, 404, path);
      assert.equal(((await answer.json()) as { error: string }).error, 'not_found', path);
    }
    await server.stop();
  });
});
