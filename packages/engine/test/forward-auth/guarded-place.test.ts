import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GuardedPlace, guardedPlace } from '../../src/forward-auth/guarded-place.ts';
import { unregisteredResource } from '../../src/index.ts';
import { examplePolicy } from '../../src/testing/index.ts';
import { originalAt } from './support.ts';

const known = [
  'https://api.example',
  'https://api.example/v1',
  'https://api.example/v1/files/',
  'https://api.example/x?y=1',
  'https://listed.example:8443/x',
];
const policy = examplePolicy({ resourceAllowlist: ['https://listed.example/mcp'] });

type Change = { audience?: readonly string[]; issuer?: string };

function placeAt(url: string | null, { audience = [], issuer = policy.issuer }: Change = {}): GuardedPlace {
  return guardedPlace({
    original: url === null ? null : originalAt(url),
    demand: { scope: [], audience, token: 'withhold', path: 'unambiguous', first: 'token' },
    policy: { ...policy, issuer },
    resources: known.map(unregisteredResource),
  });
}

/** A token asked for these resources; the issuer alone: for none in particular. */
const meant = (audience: readonly string[], issuer = policy.issuer) => ({
  audience,
  resources: audience.join() === issuer ? [] : audience,
});

/** The one registered resource whose tokens are good there. */
const resourceAt = (url: string): readonly string[] =>
  [...known, ...policy.resourceAllowlist, policy.issuer].filter(
    (uri) => placeAt(url).fitting(meant([uri])).length > 0,
  );

describe('the audience of a request', () => {
  it('is the registered resource with the longest path it begins with — resource.md §9 Audience', () => {
    const cases = [
      ['https://api.example', 'https://api.example'],
      ['https://api.example/', 'https://api.example'],
      ['https://api.example/v', 'https://api.example'],
      ['https://api.example/v10', 'https://api.example'],
      ['https://api.example/v1', 'https://api.example/v1'],
      ['https://api.example/v1/', 'https://api.example/v1'],
      ['https://api.example/v1?q=/v1/files/', 'https://api.example/v1'],
      ['https://API.example:443/v1/filesystem', 'https://api.example/v1'],
      ['https://api.example/v1/files', 'https://api.example/v1/files/'],
      ['https://api.example/v1/files/a', 'https://api.example/v1/files/'],
      ['https://api.example/x', 'https://api.example'],
      ['https://listed.example/mcp/deeper', 'https://listed.example/mcp'],
    ] as const;
    for (const [url, uri] of cases) assert.deepEqual(resourceAt(url), [uri], url);
  });

  it('is that of tokens for no resource where none is registered — security.md T-5', () => {
    for (const url of ['https://other.example/v1', 'https://listed.example/']) {
      assert.deepEqual(resourceAt(url), [policy.issuer], url);
      assert.deepEqual(placeAt(url).fitting(meant([policy.issuer, 'https://api.example'])), [], url);
    }
    assert.deepEqual(placeAt(null).fitting(meant([policy.issuer])), [policy.issuer]);
    assert.deepEqual(placeAt(null).fitting(meant(['https://api.example'])), []);
  });

  it('is nobody’s where a client spelled a known host another way than it is registered', () => {
    for (const url of [
      'https://api.example:8443/v1',
      'http://api.example/v1',
      'https://api.example./v1',
      'https://listed.example.:8443/',
      'https://listed.example:9443/',
    ]) {
      assert.deepEqual(resourceAt(url), [], url);
      const place = placeAt(url, { audience: ['urn:b'] });
      assert.deepEqual(place.fitting(meant(['urn:b'])), ['urn:b'], 'the operator may still say whose it is');
    }
  });

  it('is what the operator says, any of it — resource.md §9 query of the /verify URL', () => {
    const place = placeAt('https://api.example/v1', { audience: ['https://a.example', 'urn:b'] });
    for (const member of ['https://a.example', 'https://a.example/', 'urn:b'])
      assert.deepEqual(place.fitting(meant(['https://api.example/v1', member])), [member]);
    assert.deepEqual(
      place.fitting(meant(['https://api.example/v1', policy.issuer, 'https://a.example/x'])),
      [],
    );
  });

  it('is nobody’s when two programs would read the path differently', () => {
    for (const path of [
      '/v1/..%2f',
      '/v1/files/..%2f..%2fother',
      '/%76%31/x',
      '//v1/x',
      '/x/..%5cv1',
      '/v1%2ffiles%2fa',
      '/a/%2e%2e%2fv1',
      '/v1/..;/files/a',
      '/v1/%2e%2e;/x',
      '/v1/..%3b/x',
      '/v1/%252e%252e/x',
    ]) {
      assert.deepEqual(resourceAt(`https://api.example${path}`), [], path);
    }
    // Dot segments are resolved before anybody asks; an escape that everybody reads alike is no doubt
    const plain = 'https://api.example/v1/../v1/files/%2e%2e/a%20b%C3%A4';
    assert.deepEqual(resourceAt(plain), ['https://api.example/v1']);
    // Every reading leads to the only resource of the host, or to none
    const odd = '/a;b/100%25/c//d';
    const only = ['https://api.example'];
    const place = guardedPlace({
      original: originalAt(`https://api.example${odd}`),
      demand: { scope: [], audience: [], token: 'withhold', path: 'any', first: 'token' },
      policy,
      resources: only.map(unregisteredResource),
    });
    assert.deepEqual(place.fitting(meant(only)), only);
    assert.deepEqual(resourceAt(`https://other.example${odd}`), [policy.issuer]);
  });

  it('may be any loopback address that the request begins with, while we are on loopback', () => {
    const here = { issuer: 'http://localhost:8080' };
    const place = placeAt('http://localhost:3000/mcp/tool', here);
    for (const member of ['http://localhost:3000/mcp', 'http://localhost:3000', 'http://localhost:8080'])
      assert.deepEqual(place.fitting(meant([member], here.issuer)), [member]);
    for (const member of ['http://localhost:3000/m', 'http://localhost:3001/mcp', 'https://api.example/v1'])
      assert.deepEqual(place.fitting(meant([member])), []);
    assert.deepEqual(placeAt('http://localhost:3000/mcp').fitting(meant(['http://localhost:3000/mcp'])), []);
    assert.deepEqual(
      placeAt('http://localhost:3000/a/..%2fb', here).fitting(meant(['http://localhost:3000/a'])),
      [],
    );
  });
});

describe('the metadata of a guarded place', () => {
  it('is on its own origin — resource.md §9 Audience', () => {
    const wellKnown = '/.well-known/oauth-protected-resource';
    for (const [url, address] of [
      ['https://api.example/v1/a', `https://api.example${wellKnown}/v1`],
      ['https://api.example/v1/files/a', `https://api.example${wellKnown}/v1/files/`],
      ['https://api.example/', `https://api.example${wellKnown}`],
      ['https://other.example:8443/a/b?c', `https://other.example:8443${wellKnown}`],
    ] as const) {
      assert.equal(placeAt(url).metadata, address);
    }
    assert.equal(placeAt(null).metadata, null);
  });
});
