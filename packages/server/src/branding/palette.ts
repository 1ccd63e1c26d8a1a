/** What the one colour of a site makes of the two themes, and whether it can be read (product.md G-2, L-2). */

type Colour = readonly [red: number, green: number, blue: number];
type Scheme = 'light' | 'dark';

/** The tokens that follow from the accent, as the stylesheet names them, each as `#rrggbb`. */
export type Palette = Readonly<
  Record<'accent' | 'on-accent' | 'accent-soft', Readonly<Record<Scheme, string>>>
>;

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];

/** As WCAG 2.2 has it for text, and here for edges too, where 3 would do (product.md L-2). */
const readable = 4.5;
/** In the dark theme the colour is made lighter until it stands out so far: more than is asked, as on our own. */
const outstanding = 6;

const colourOf = (text: string): Colour => {
  const at = (from: number) => Number.parseInt(text.slice(from, from + 2), 16);
  return [at(1), at(3), at(5)];
};

const textOf = (colour: Colour): string =>
  `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

const mixed = (one: Colour, other: Colour, share: number): Colour => {
  const channel = (at: 0 | 1 | 2) => Math.round(one[at] + (other[at] - one[at]) * share);
  return [channel(0), channel(1), channel(2)];
};

/** WCAG 2.2, relative luminance */
function luminance(colour: Colour): number {
  const linear = (channel: number) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Colours of both themes by the names of the tokens. */
type Tokens = ReadonlyMap<string, Readonly<Record<Scheme, Colour>>>;

/** A line of the token block. */
const declared = /^ {2}--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);$/;

function tokensIn(stylesheet: string): Tokens {
  const found = stylesheet.split('\n').flatMap((line) => {
    const [, name, light = '', dark = ''] = declared.exec(line) ?? [];
    return name === undefined ? [] : [[name, { light: colourOf(light), dark: colourOf(dark) }] as const];
  });
  return new Map(found);
}

const grounds = ['bg', 'surface', 'sunken'];

/** Each on what it may stand. */
const rules: readonly (readonly [string, readonly string[]])[] = [
  ['accent', [...grounds, 'accent-soft']],
  ['text', ['accent-soft']],
  ['on-accent', ['accent']],
];

type Reading = { readonly colour: string; readonly on: string; readonly ratio: number };

function unreadable(tokens: Tokens, scheme: Scheme): readonly Reading[] {
  const at = (name: string) => tokens.get(name)?.[scheme] ?? black;
  return rules
    .flatMap(([name, surfaces]) => surfaces.map((on) => ({ name, on })))
    .map(({ name, on }) => ({
      colour: `${name} ${textOf(at(name))}`,
      on: `${on} ${textOf(at(on))}`,
      ratio: contrast(at(name), at(on)),
    }))
    .filter(({ ratio }) => ratio < readable);
}

/** The first of ever lesser shares that does, else the last. */
const firstOf = <T>(values: readonly T[], does: (value: T) => boolean): T | undefined =>
  values.find(does) ?? values.at(-1);

const steps = (from: number, to: number): readonly number[] =>
  Array.from({ length: 51 }, (_, step) => from + ((to - from) * step) / 50);

/** A little of the accent in the ground of cards, as much as leaves it readable on that. */
function softOf(accent: Colour, surface: Colour, most: number): Colour {
  const softs = steps(most, 0.04).map((share) => mixed(surface, accent, share));
  return firstOf(softs, (soft) => contrast(accent, soft) >= readable) ?? surface;
}

function derived(accent: Colour, tokens: Tokens): Tokens {
  const ground = (name: string, scheme: Scheme) => tokens.get(name)?.[scheme] ?? black;
  const lighter = firstOf(
    steps(0, 1).map((share) => mixed(accent, white, share)),
    (colour) => grounds.every((name) => contrast(colour, ground(name, 'dark')) >= outstanding),
  );
  const dark = lighter ?? white;
  const soft = {
    light: softOf(accent, ground('surface', 'light'), 0.12),
    dark: softOf(dark, ground('surface', 'dark'), 0.18),
  };
  return new Map([
    ...tokens,
    ['accent', { light: accent, dark }],
    ['on-accent', { light: white, dark: mixed(dark, black, 0.86) }],
    ['accent-soft', soft],
  ]);
}

const faultsOf = (tokens: Tokens): readonly Reading[] =>
  (['light', 'dark'] as const).flatMap((scheme) => unreadable(tokens, scheme));

function paletteIn(tokens: Tokens): Palette {
  const both = (name: string) => {
    const { light = black, dark = black } = tokens.get(name) ?? {};
    return { light: textOf(light), dark: textOf(dark) };
  };
  return { accent: both('accent'), 'on-accent': both('on-accent'), 'accent-soft': both('accent-soft') };
}

export type Judged =
  | { readonly kind: 'readable'; readonly palette: Palette }
  /** `figures`: what falls short, in words; `nearest`: a darker one of the same hue that does not. */
  | { readonly kind: 'unreadable'; readonly figures: readonly string[]; readonly nearest: string };

/** @param accent as `#rrggbb`; `stylesheet`: whose grounds and texts it joins */
export function judgeAccent(accent: string, stylesheet: string): Judged {
  const tokens = tokensIn(stylesheet);
  const given = colourOf(accent.toLowerCase());
  const faults = faultsOf(derived(given, tokens));
  if (faults.length === 0) return { kind: 'readable', palette: paletteIn(derived(given, tokens)) };
  const darker = steps(0, 1).map((share) => mixed(given, black, share));
  const nearest = firstOf(darker, (colour) => faultsOf(derived(colour, tokens)).length === 0) ?? black;
  const figures = faults.map(({ colour, on, ratio }) => `${colour} on ${on}: ${rounded(ratio)}`);
  return { kind: 'unreadable', figures, nearest: textOf(nearest) };
}

/** Never up to what would do. */
const rounded = (ratio: number): string => (Math.floor(ratio * 100) / 100).toFixed(2);

/** The stylesheet with the tokens of the palette in the place of its own. */
export const dressed = (stylesheet: string, palette: Palette): string =>
  stylesheet
    .split('\n')
    .map((line) => {
      const [, name = ''] = declared.exec(line) ?? [];
      const own = (palette as Partial<Record<string, Palette['accent']>>)[name];
      return own === undefined ? line : `  --${name}: light-dark(${own.light}, ${own.dark});`;
    })
    .join('\n');
