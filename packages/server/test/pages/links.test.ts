/** What the links of a page are called. */

import { strict as assert } from 'node:assert';
import { it } from 'node:test';
import { examples, frame } from './fixtures.ts';

/** Of other pages, with the words for screen readers, without markup. A list that is narrowed is the same page. */
const linksOf = (markup: string): readonly { readonly path: string; readonly words: string }[] =>
  [...markup.matchAll(/<a [^>]*?href="([^"?]*)[^>]*>(.*?)<\/a>/gs)].map(([, path = '', inner = '']) => ({
    path,
    words: inner
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  }));

/** Two records may have one name, and their links tell them apart as little as people can. */
const named = /Acme Notes|Blue key|A device|^a+$/;

it('links of one name lead to one place — product.md N-3', () => {
  const ambiguous = examples.flatMap(({ name, render }) => {
    const places = new Map<string, Set<string>>();
    for (const { path, words } of linksOf(String(render(frame))))
      if (!named.test(words)) places.set(words, (places.get(words) ?? new Set()).add(path));
    return [...places]
      .filter(([, paths]) => paths.size > 1)
      .map(([words, paths]) => `${name}: ${words}: ${[...paths].join(' ')}`);
  });
  assert.deepEqual(ambiguous, []);
});
