import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { dateTimeFormat, numberFormat } from '../../src/pages/text/formats.ts';

const pages = join(import.meta.dirname, '../../src/pages');

describe('what writes numbers and moments', () => {
  it('is made once for a language and a shape', () => {
    const shape = { dateStyle: 'long', timeZone: 'Asia/Tokyo' } as const;
    assert.equal(dateTimeFormat('ja', shape), dateTimeFormat('ja', { ...shape }));
    assert.notEqual(dateTimeFormat('ja', shape), dateTimeFormat('ja', { ...shape, timeZone: 'UTC' }));
    assert.notEqual(dateTimeFormat('ja', shape), dateTimeFormat('de', shape));
    assert.equal(numberFormat('de').format(1234.5), '1.234,5');
  });

  it('is not kept for every time zone there is', () => {
    const first = dateTimeFormat('en', { timeZone: 'UTC' });
    for (const timeZone of Intl.supportedValuesOf('timeZone').slice(0, 150))
      assert.equal(dateTimeFormat('en', { timeZone }).resolvedOptions().timeZone, timeZone);
    assert.notEqual(dateTimeFormat('en', { timeZone: 'UTC' }), first);
  });

  it('is made nowhere else for a page', () => {
    const makers = globSync('**/*.ts', { cwd: pages }).filter((file) =>
      readFileSync(join(pages, file), 'utf8').includes('new Intl.'),
    );
    assert.deepEqual(makers, ['text/formats.ts']);
  });
});
