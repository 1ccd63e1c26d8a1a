/** The contrasts of a stylesheet, measured in both themes (product.md L-2). */

import { strict as assert } from 'node:assert';

const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

type Colours = ReadonlyMap<string, Readonly<Record<Scheme, string>>>;

/** Of its tokens, by name. */
export const coloursOf = (stylesheet: string): Colours =>
  new Map(
    [...stylesheet.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, { light, dark }],
    ),
  );

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4; // WCAG 2.2 relative luminance
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['bg', 'surface', 'sunken'];

/** Each text on the surfaces it may stand on. */
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

/** Every text at 4.5:1, controls and focus at 3:1. */
export function assertReadable(stylesheet: string): void {
  const colours = coloursOf(stylesheet);
  for (const scheme of schemes) {
    for (const [text, surfaces] of texts) assertRatio(colours, { scheme, text, surfaces, least: 4.5 });
    for (const text of ['control', 'accent', 'danger'])
      assertRatio(colours, { scheme, text, surfaces: grounds, least: 3 });
  }
}

type Asked = {
  readonly scheme: Scheme;
  readonly text: string;
  readonly surfaces: readonly string[];
  readonly least: number;
};

function assertRatio(colours: Colours, { scheme, text, surfaces, least }: Asked): void {
  const colour = (name: string) => colours.get(name)?.[scheme] ?? assert.fail(`no token ${name}`);
  for (const surface of surfaces) {
    const ratio = contrast(colour(text), colour(surface));
    assert.ok(ratio >= least, `${text} on ${surface} in ${scheme}: ${ratio.toFixed(2)}`);
  }
}
