import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maxAgeOf } from '../../src/issuer/held.ts';

describe('max-age', () => {
  for (const [header, seconds] of [
    ['max-age=60', 60],
    ['public, max-age=60, immutable', 60],
    ['MAX-AGE="60"', 60],
    ['no-cache,max-age=0', 0],
    ['s-maxage=60', null],
    ['max-age=-1', null],
    ['max-age=x', null],
    ['x-max-age=60', null],
    ['max-age=1.5', null],
    ['', null],
    [null, null],
  ] as const) {
    it(`of ${JSON.stringify(header)} is ${seconds} — RFC 9111 §5.2.2.1`, () => {
      assert.equal(maxAgeOf(header), seconds);
    });
  }

  it('is a number that is not negative, or none — security.md I-1', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `max-age=${text}`),
        ),
        (header) => {
          const seconds = maxAgeOf(header);
          assert.ok(seconds === null || (Number.isSafeInteger(seconds) && seconds >= 0));
        },
      ),
    );
  });
});
