import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertReadable, coloursOf } from './contrast.ts';
import { assets } from './fixtures.ts';

const textOf = (path: string): string => Buffer.from(assets.find(path)?.body ?? []).toString('utf8');
/** Beside it, on the pages of the documentation. */
const documentation = textOf(assets.urls.documentation);
const stylesheet = textOf(assets.urls.stylesheet);
const script = assets.find(assets.urls.script)?.body ?? new Uint8Array();
const tokenBlock = /:root \{[^}]*\}/.exec(stylesheet)?.[0] ?? '';
const rules = `${stylesheet.replace(tokenBlock, '')}${documentation}`
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/@media[^{]*/g, '');

const colours = coloursOf(tokenBlock);

describe('stylesheet', () => {
  it('stays small — product.md L-1', () => {
    assert.ok(stylesheet.length <= 40 * 1024, `${stylesheet.length} bytes`);
    assert.ok(gzipSync(stylesheet).length <= 10 * 1024, `${gzipSync(stylesheet).length} bytes compressed`);
    assert.ok(documentation.length <= 10 * 1024, `${documentation.length} bytes of documentation`);
    assert.ok(script.length <= 20 * 1024, `${script.length} bytes of script`);
  });

  it('says nothing twice: a rule of one part of the pages does not undo that of another', () => {
    const plain = stylesheet
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/@[a-z]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
    const selectors = [...plain.matchAll(/([^{}]+)\{[^{}]*\}/g)].map(([, selector = '']) => selector.trim());
    assert.ok(selectors.includes('.badge'));
    assert.deepEqual(
      selectors.filter((selector, index) => selectors.indexOf(selector) !== index),
      [],
    );
  });

  it('knows both schemes of every colour — product.md L-2', () => {
    assert.equal(colours.size, 18);
    assert.deepEqual(colours.get('accent'), { light: '#0f766e', dark: '#5ad1c3' });
  });

  it('keeps literals inside the token block — product.md L-2', () => {
    const declarations = [...rules.matchAll(/[\w-]+:[^;{}]+;/g)].map(([declaration]) => declaration);
    const literal = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab)a?\(|\d(?:px|rem|ms)\b/i;
    assert.deepEqual(
      declarations.filter((declaration) => literal.test(declaration)),
      [],
    );
    assert.ok(declarations.length > 100);
  });

  it('uses only tokens that exist, and every token — product.md L-2', () => {
    const defined = new Set([...tokenBlock.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name]) => name));
    const used = new Set(
      [...`${stylesheet}${documentation}`.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name),
    );
    assert.deepEqual(
      [...used].filter((name) => !defined.has(name)),
      [],
    );
    assert.deepEqual(
      [...defined].filter((name) => !used.has(name)),
      [],
    );
  });

  it('reads every text at 4.5:1 and shows controls and focus at 3:1, in both themes — product.md L-2', () => {
    assertReadable(tokenBlock);
  });
});
