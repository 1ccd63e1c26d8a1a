import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../src/nearest.ts';

describe('the nearest word', () => {
  it('is counted in letters inserted, deleted, replaced and swapped', () => {
    for (const word of ['lgoin', 'logn', 'loogin', 'lagin', 'LOGIN'])
      assert.equal(nearest(word, ['logout', 'login']), 'login');
    assert.equal(nearest('kitten', ['knitting', 'sitting-room', 'kitchen']), 'kitchen');
  });

  it('is not guessed when more than a third of its letters differ', () => {
    assert.equal(nearest('sitten', ['kitchen']), null);
    assert.equal(nearest('dance', ['login', 'logout']), null);
    assert.equal(nearest('dance', []), null);
  });
});
