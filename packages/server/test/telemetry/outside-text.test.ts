import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOutsideText } from '../../src/telemetry/outside-text.ts';

const outside = createOutsideText(Buffer.from('key of the test'));
const mark = /^unknown:[0-9a-f]{12}$/;

describe('what was sent, in log and audit', () => {
  it('is the id of a client, or a mark of what is none — security.md O-3', () => {
    assert.equal(outside.clientId({ id: 'web', standing: 'known' }), 'web');
    assert.equal(outside.clientId(null), null);
    const [one, again, other] = ['a secret', 'a secret', 'another'].map((id) =>
      outside.clientId({ id, standing: 'unknown' }),
    );
    assert.match(one ?? '', mark);
    assert.equal(one, again);
    assert.notEqual(one, other);
    const elsewhere = createOutsideText(Buffer.from('another key'));
    assert.notEqual(elsewhere.clientId({ id: 'a secret', standing: 'unknown' }), one);
  });

  for (const [sent, written] of [
    ['https://app.example/callback', 'https://app.example/callback'],
    ['https://app.example:8443/cb?code=abc#x', 'https://app.example:8443/cb?…'],
    ['https://app.example/cb#access_token=abc', 'https://app.example/cb'],
    ['https://user:word@app.example/a@b', 'https://app.example/a@b'],
    ['https://ok@word@evil.example', 'https://evil.example'],
    ['com.example.app:/cb', 'com.example.app:/cb'],
    ['http://[::1]:3000/cb', 'http://[::1]:3000/cb'],
    [`https://a.example/${'x'.repeat(500)}`, `https://a.example/${'x'.repeat(182)}…`],
  ] as const) {
    it(`is of a URI what leads somewhere: ${sent.slice(0, 60)} — security.md O-3`, () => {
      assert.equal(outside.uri(sent), written);
    });
  }

  for (const sent of ['a-secret-value', '/callback', 'https://app.example/ü', 'two words', 'x:\n', '*'])
    it(`is a mark of what is no URI: ${JSON.stringify(sent)} — security.md O-3`, () => {
      assert.match(outside.uri(sent) ?? '', mark);
    });
});
