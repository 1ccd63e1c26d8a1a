/** Counts the rows of product.md §12: each is walked by a test that opens a real browser (product.md §17 Pages). */

import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const requirements = join(import.meta.dirname, '../../../../docs/requirements/product.md');
const tests = join(import.meta.dirname, '..');

type Row = { readonly chapter: string; readonly begins: string };

/** The first words of each row, without marks: a path, or what the page is. */
function rowsOf(markdown: string): readonly Row[] {
  let chapter = '';
  return markdown.split('\n').flatMap((line): Row[] => {
    chapter = /^### (12\.\d)/.exec(line)?.[1] ?? (line.startsWith('#') ? '' : chapter);
    const first = /^\| ([^|]+) \|/.exec(line)?.[1];
    if (chapter === '' || first === undefined || first === 'path' || first.startsWith('-')) return [];
    const begins = /^`([^`]+)`/.exec(first)?.[1] ?? first.split(',')[0] ?? '';
    return [{ chapter, begins }];
  });
}

/** Tests in which a browser is started, as one text with single spaces. */
const walks = globSync('**/*.test.ts', { cwd: tests })
  .map((file) => readFileSync(join(tests, file), 'utf8'))
  .filter((text) => /\blaunchBrowser\(/.test(text))
  .join('\n')
  .replace(/\s+/g, ' ');

const isCited = ({ chapter, begins }: Row): boolean => {
  for (let at = -1; ; ) {
    at = walks.indexOf(`§${chapter} ${begins}`, at + 1);
    if (at < 0) return false;
    // Not the beginning of another path
    if (!/[\w/{]/.test(walks.charAt(at + `§${chapter} ${begins}`.length))) return true;
  }
};

it('every row of the page tables is walked in a browser — product.md §17 Pages', () => {
  const rows = rowsOf(readFileSync(requirements, 'utf8'));
  assert.ok(rows.length > 45, `${rows.length} rows`);
  const unwalked = rows.filter((row) => !isCited(row)).map(({ chapter, begins }) => `§${chapter} ${begins}`);
  assert.deepEqual(unwalked, []);
});
