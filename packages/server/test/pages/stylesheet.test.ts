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

  it('has the type, space and motion of one scale — product.md L-3', () => {
    const value = (name: string) => new RegExp(`--${name}: ([^;]+);`).exec(tokenBlock)?.[1];
    const values = (...names: readonly string[]) => names.map(value).join(' ');
    assert.match(value('sans') ?? '', /^system-ui,.*sans-serif$/);
    assert.match(value('mono') ?? '', /^ui-monospace,.*monospace$/);
    const sizes = ['13', '14', '16', '18', '22', '28'];
    for (const size of sizes) assert.equal(value(`size-${size}`), `${Number(size) / 16}rem`);
    assert.equal(values('regular', 'medium', 'strong'), '400 550 650');
    assert.equal(values('leading', 'leading-heading', 'measure'), '1.5 1.25 68ch');
    const steps = Array.from({ length: 7 }, (_, index) => `space-${index + 1}`);
    assert.equal(values(...steps), '4px 8px 12px 16px 24px 32px 48px');
    assert.equal(values('radius', 'radius-card', 'fast'), '6px 10px 120ms');
    // what names a size, weight or leading names it by a token; an inherited one is none of its own
    const said = [
      ...rules.matchAll(/(font-size|font-weight|transition|animation)(?:-duration)?:([^;{}]+);/g),
    ];
    const tokens = /var\(--(?:size-\d\d|regular|medium|strong|fast)\)|inherit|none/;
    assert.deepEqual(
      said.filter(([, , given = '']) => !tokens.test(given)).map(([declaration]) => declaration),
      [],
    );
    assert.match(stylesheet, /@media \(prefers-reduced-motion: reduce\) \{\s*:root \{\s*--fast: 0s;/);
    assert.match(stylesheet, /\nbody \{[^}]*font-variant-numeric: tabular-nums;/);
  });

  it('rings what has the focus, and nothing takes the ring away — product.md L-4', () => {
    const ring =
      /:focus-visible \{\s*outline: var\(--ring\) solid var\(--accent\);\s*outline-offset: var\(--ring\);/;
    assert.match(stylesheet, ring); // an outline, unlike a shadow, is drawn in forced colours too
    assert.match(tokenBlock, /--ring: 2px;/);
    const without = [...rules.matchAll(/([^{}]+)\{[^{}]*outline(?:-width)?: (?:none|0)/g)].map(
      ([, name = '']) => name.trim(),
    );
    assert.deepEqual(without, ['main:focus']); // led to by a link, not a control
    assert.match(tokenBlock, /--target: 2\.75rem;/); // 44 px
    assert.match(tokenBlock, /--small-target: 2rem;/); // 32 px
    const small = [...rules.matchAll(/([^{}]+)\{[^{}]*min-height: var\(--small-target\)/g)].map(
      ([, name = '']) => name.trim(),
    );
    const coarse =
      `${stylesheet}${documentation}`
        .match(/@media \(pointer: coarse\) \{(?:[^{}]*\{[^{}]*\})*/g)
        ?.join('') ?? '';
    for (const selector of small.filter((name) => name !== '.example-head')) {
      // that one is a line with a button in it
      assert.ok(coarse.includes(selector), `${selector} is small for fingers, too`);
    }
  });
});
