import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redirectUriDifference } from '../src/index.ts';

describe('redirectUriDifference', () => {
  const registered = ['https://app.example/callback', 'http://127.0.0.1:3000/cb?x=1'];
  for (const [requested, difference] of [
    ['https://app.example/callback/', 'path (final slash) from https://app.example/callback'],
    ['https://APP.example/callback', 'host (upper and lower case) from https://app.example/callback'],
    ['https://app.example:8443/callback', 'port from https://app.example/callback'],
    ['http://app.example/callback', 'scheme from https://app.example/callback'],
    ['https://me@app.example/other#x', 'user information, path, fragment from https://app.example/callback'],
    ['http://127.0.0.1:3000/cb?x=2', 'query from http://127.0.0.1:3000/cb?x=1'],
    ['http://localhost:3000/cb?x=1', 'host from http://127.0.0.1:3000/cb?x=1'],
    ['', 'scheme, host, path from https://app.example/callback'],
  ] as const) {
    it(`names the parts of ${JSON.stringify(requested)} — protocol.md AZ-1`, () => {
      assert.equal(redirectUriDifference(requested, registered), `differs in ${difference}`);
    });
  }

  it('says so where nothing is registered', () => {
    assert.equal(redirectUriDifference('https://app.example', []), 'the client has no redirect URI');
  });
});
