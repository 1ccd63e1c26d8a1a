import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptedLanguages, chooseLocale } from '../../src/http/locale.ts';

describe('the language of a page — product.md N-1', () => {
  it('is the first that there is of the request, then of the browser', () => {
    assert.equal(chooseLocale(['xx', 'fr'], 'de'), 'fr');
    assert.equal(chooseLocale([], 'da, zh-HK;q=0.8, de;q=0.9'), 'de');
    assert.equal(chooseLocale([], undefined), 'en');
  });

  it('is looked for in the beginning of the header, however much is sent — security.md I-3', () => {
    assert.equal(chooseLocale([], `${'x,'.repeat(500)}de`), 'de');
    assert.equal(chooseLocale([], `${'x,'.repeat(600)}de`), 'en');
    assert.equal(acceptedLanguages('x,'.repeat(15_000)).length, 512);
  });
});
