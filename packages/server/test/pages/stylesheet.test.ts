import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
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

const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

const colours = new Map(
  [...tokenBlock.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function luminance(name: string, scheme: Scheme): number {
  const colour = colours.get(name)?.[scheme] ?? assert.fail(`no token ${name}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4; // WCAG 2.2 relative luminance
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, scheme: Scheme): number {
  const [darker = 0, lighter = 0] = [luminance(one, scheme), luminance(other, scheme)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['bg', 'surface', 'sunken'];
const texts: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...grounds, 'accent-soft', 'danger-soft', 'warning-soft', 'success-soft', 'info-soft']],
  ['muted', grounds],
  ['accent', [...grounds, 'accent-soft']],
  ['danger', ['surface', 'danger-soft']],
  ['warning', ['surface', 'sunken', 'warning-soft']],
  ['success', ['surface', 'success-soft']],
  ['info', ['surface', 'info-soft']],
  ['on-accent', ['accent']],
];

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

  for (const scheme of schemes) {
    for (const [text, surfaces] of texts) {
      it(`reads ${text} on ${surfaces.join(', ')} in ${scheme} at 4.5:1 — product.md L-2`, () => {
        for (const surface of surfaces) {
          const ratio = contrast(text, surface, scheme);
          assert.ok(ratio >= 4.5, `${text} on ${surface}: ${ratio.toFixed(2)}`);
        }
      });
    }
    it(`shows controls and focus in ${scheme} at 3:1 — product.md L-2`, () => {
      for (const edge of ['control', 'accent', 'danger']) {
        for (const ground of grounds) {
          const ratio = contrast(edge, ground, scheme);
          assert.ok(ratio >= 3, `${edge} on ${ground}: ${ratio.toFixed(2)}`);
        }
      }
    });
  }
});
