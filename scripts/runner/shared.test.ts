import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Shared, withShared } from './shared.ts';

describe('what a run shares', () => {
  const variable = 'GRANTOR_TEST_OF_SHARING';
  /** What was seen at work, and how often it was made and stopped. */
  async function shared(
    files: readonly string[],
    { given, fails = false }: { given?: string; fails?: boolean } = {},
  ) {
    if (given !== undefined) process.env[variable] = given;
    const seen: (string | undefined)[] = [];
    let [made, stopped] = [0, 0];
    const one: Shared = {
      variable,
      users: ['a/', 'b/'],
      make: async () => ({ value: `made ${++made}`, stop: async () => void ++stopped }),
    };
    const work = async () => {
      seen.push(process.env[variable]);
      if (fails) throw new Error('as it must');
    };
    await withShared([one], files, work).catch(() => seen.push('failed'));
    assert.equal(process.env[variable], given);
    return { seen, made, stopped };
  }

  it('is made once for several files, and ends with the work, failed or not', async () => {
    assert.deepEqual(await shared(['a/1', 'b/2', 'c/3']), { seen: ['made 1'], made: 1, stopped: 1 });
    assert.deepEqual(await shared(['a/1', 'a/2'], { fails: true }), {
      seen: ['made 1', 'failed'],
      made: 1,
      stopped: 1,
    });
  });

  it('is not made for one file, nor where it is given', async () => {
    assert.deepEqual(await shared(['a/1', 'c/3']), { seen: [undefined], made: 0, stopped: 0 });
    assert.deepEqual(await shared(['a/1', 'a/2'], { given: 'given' }), {
      seen: ['given'],
      made: 0,
      stopped: 0,
    });
  });
});
