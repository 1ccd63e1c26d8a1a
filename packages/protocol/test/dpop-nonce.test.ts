import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after, createDpopNonces, epoch } from '../src/index.ts';

const start = epoch(1_800_000_000);
const secret = new Uint8Array(32).fill(7);

describe('DPoP nonces', () => {
  const nonces = createDpopNonces(secret, 60);

  it('are accepted for one to two lifetimes, then no more — RFC 9449 §8.2', () => {
    const nonce = nonces.issue(start);
    assert.ok(nonces.accepts(nonce, start));
    assert.ok(nonces.accepts(nonce, after(start, 60)));
    assert.ok(!nonces.accepts(nonce, after(start, 120)));
  });

  it('from the future are refused: who has one of a later time did not get it here', () => {
    assert.ok(!nonces.accepts(nonces.issue(after(start, 60)), start));
  });

  it('are the same wherever the secret is, and others elsewhere — RFC 9449 §9', () => {
    const nonce = nonces.issue(start);
    assert.ok(createDpopNonces(secret, 60).accepts(nonce, start));
    assert.ok(!createDpopNonces(new Uint8Array(32), 60).accepts(nonce, start));
    assert.ok(!nonces.accepts('', start));
  });

  it('consist of visible characters — RFC 9449 §8.1', () => {
    assert.match(nonces.issue(start), /^[\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});
