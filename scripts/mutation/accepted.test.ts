import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workspaceSources } from '../sources/sources.ts';
import { accepted, faultsOf } from './accepted.ts';
import { mutantsAt, targets } from './targets.ts';

describe('accepted survivors', () => {
  it('are named once, with a reason, as long as they exist', () => {
    const names = new Set(['a f: === → !==', 'a g: > → >=']);
    const because = 'nobody can tell';
    assert.deepEqual(faultsOf([{ mutant: 'a f: === → !==', because }], names), []);
    assert.deepEqual(
      faultsOf(
        [
          { mutant: 'a f: === → !==', because: ' ' },
          { mutant: 'a h: > → >=', because },
          { mutant: 'a f: === → !==', because },
        ],
        names,
      ),
      [
        'is accepted without a reason: a f: === → !==',
        'is accepted and no mutant any more: a h: > → >=',
        'is accepted twice: a f: === → !==',
      ],
    );
  });

  it('are mutants of the source as it is', () => {
    const sources = workspaceSources();
    const names = new Set(targets.flatMap((target) => mutantsAt(target, sources)).map(({ name }) => name));
    assert.deepEqual(faultsOf(accepted, names), []);
  });
});
