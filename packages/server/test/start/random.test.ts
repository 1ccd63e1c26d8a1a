import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '../../src/start/random.ts';

describe('the chance of the server', () => {
  it('gives each draw once, whole, over the ends of its pool and of no other server — security.md K-6', () => {
    const [one, other] = [createRandom(), createRandom()];
    const lengths = [1000, 32, 16, 5000, 33];
    const drawn = Array.from({ length: 200 }, () => [one, other])
      .flat()
      .flatMap((random) => lengths.map((bytes) => ({ bytes, token: random.token(bytes) })));
    for (const { bytes, token } of drawn) assert.equal(Buffer.from(token, 'base64url').length, bytes);
    assert.equal(new Set(drawn.map(({ token }) => token)).size, drawn.length);
    // no stretch of a pool is given out a second time, inside another draw
    const starts = drawn.map(({ token }) => token.slice(0, 20));
    assert.equal(new Set(starts).size, drawn.length);
  });

  it('gives every number below the bound, and none beyond — security.md K-6', () => {
    const random = createRandom();
    const drawn = new Set(Array.from({ length: 2000 }, () => random.integer(10)));
    assert.deepEqual(
      [...drawn].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });
});
