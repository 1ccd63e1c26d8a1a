import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OAuthError } from '@grantor/protocol';
import { exampleClient, examplePolicy, exampleResource } from '../../src/testing/index.ts';
import {
  audienceOf,
  decideResources,
  formatAudience,
  isDefaultAudience,
  narrowResources,
  type ResourceQuestion,
} from '../../src/tokens/audience.ts';

const resource = (uri: string) => exampleResource({ uri });
const decide = (requested: readonly string[], change: Partial<ResourceQuestion> = {}) =>
  decideResources({
    requested,
    client: exampleClient(),
    policy: examplePolicy(),
    resources: [resource('https://api.example'), resource('https://files.example/v1/')],
    ...change,
  });

const invalidTarget = (error: unknown) => error instanceof OAuthError && error.code === 'invalid_target';

describe('resource decision', () => {
  it('answers in the configured spelling, each once — protocol.md RI-2', () => {
    assert.deepEqual(decide(['HTTPS://API.example:443/', 'https://api.example']), ['https://api.example']);
    assert.deepEqual(decide(['https://files.example/v1']), ['https://files.example/v1/']);
    assert.deepEqual(decide([]), []);
  });

  it('refuses what is unknown or malformed — RFC 8707 §2', () => {
    for (const uri of [
      'https://other.example',
      'https://api.example/x',
      'api.example',
      'https://api.example#x',
    ]) {
      assert.throws(() => decide([uri]), invalidTarget, uri);
    }
  });

  it('knows the allow-list and our own API — protocol.md RI-1', () => {
    const policy = examplePolicy({ resourceAllowlist: ['urn:legacy:api'] });
    assert.deepEqual(decide(['urn:legacy:api'], { policy }), ['urn:legacy:api']);
    assert.deepEqual(decide(['https://auth.example/api/v1']), ['https://auth.example/api/v1']);
  });

  it('takes the issuer for userinfo, whichever APIs the client was given — protocol.md UI-3', () => {
    const client = exampleClient({ resources: ['https://api.example'] });
    const asked = ['https://api.example', 'https://auth.example/'];
    assert.deepEqual(decide(asked, { client }), ['https://api.example', 'https://auth.example']);
    assert.throws(() => decide(['https://auth.example/api/v1'], { client }), invalidTarget);
  });

  it('lets loopback resources through while we are on loopback ourselves — protocol.md RI-1', () => {
    const policy = examplePolicy({ issuer: 'http://localhost:8080' });
    assert.deepEqual(decide(['http://127.0.0.1:9000/mcp'], { policy }), ['http://127.0.0.1:9000/mcp']);
    assert.throws(() => decide(['http://127.0.0.1:9000/mcp']), invalidTarget);
    assert.throws(() => decide(['http://localhost.evil.example/'], { policy }), invalidTarget);
  });

  it('keeps a client to the resources it was given', () => {
    const client = exampleClient({ resources: ['https://api.example'] });
    assert.deepEqual(decide(['https://api.example/'], { client }), ['https://api.example']);
    assert.throws(() => decide(['https://files.example/v1/'], { client }), invalidTarget);
  });
});

describe('audience', () => {
  it('narrows to granted resources only — RFC 8707 §2.2', () => {
    const granted = ['https://a.example', 'https://b.example'];
    assert.deepEqual(narrowResources([], granted), granted);
    assert.deepEqual(narrowResources(['https://B.example/'], granted), ['https://b.example']);
    assert.throws(() => narrowResources(['https://c.example'], granted), invalidTarget);
    assert.throws(() => narrowResources(['https://a.example'], []), invalidTarget);
  });

  it('is the resources, else the configured default, else the issuer — protocol.md TO-1', () => {
    const plain = examplePolicy();
    const configured = examplePolicy({ defaultAudience: ['one', 'two'] });
    assert.deepEqual(audienceOf(['https://a.example'], configured), ['https://a.example']);
    assert.deepEqual(audienceOf([], configured), ['one', 'two']);
    assert.deepEqual(audienceOf([], plain), ['https://auth.example']);
    assert.equal(isDefaultAudience(['two', 'one'], configured), true);
    assert.equal(isDefaultAudience(['one'], configured), false);
    assert.equal(isDefaultAudience(['one', 'three'], configured), false);
  });

  it('is a string for one and an array for more — RFC 7519 §4.1.3', () => {
    assert.equal(formatAudience(['a']), 'a');
    assert.deepEqual(formatAudience(['a', 'b']), ['a', 'b']);
  });
});
