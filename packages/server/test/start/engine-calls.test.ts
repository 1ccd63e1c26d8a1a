import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aroundCalls } from '../../src/start/engine-calls.ts';

describe('something around the functions of the engine', () => {
  it('is around those for front-ends too, which are called as before', async () => {
    const seen: string[] = [];
    const calls = {
      token: async (given: string) => `token ${given}`,
      frontEnd: { token: async (given: string) => `ticket ${given}` },
    };
    const wrapped = aroundCalls(calls, (name, call) => (...given) => {
      seen.push(name);
      return call(...given);
    });
    assert.equal(await wrapped.token('a'), 'token a');
    assert.equal(await wrapped.frontEnd.token('b'), 'ticket b');
    assert.deepEqual(seen, ['token', 'frontEnd.token']);
  });
});
