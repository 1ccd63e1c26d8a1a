/**
 * Owns the languages: which exist, and how a message becomes text or markup.
 * Never chooses a language.
 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { de } from './de.ts';
import { type Catalogue, en, type TextKey } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { zhTW } from './zh-TW.ts';

export const catalogues = { en, de, fr, es, ja, 'zh-TW': zhTW } as const satisfies Record<string, Catalogue>;

export type Locale = keyof typeof catalogues;

export const locales = Object.keys(catalogues) as readonly Locale[];

type Placeholder<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** The messages that need no values. */
export type PlainKey = {
  [Key in TextKey]: [Placeholder<(typeof en)[Key]>] extends [never] ? Key : never;
}[TextKey];

/** Nothing for a message without placeholders, else one value per placeholder. */
type Values<Key extends TextKey, Value> = [Placeholder<(typeof en)[Key]>] extends [never]
  ? []
  : [Readonly<Record<Placeholder<(typeof en)[Key]>, Value>>];

export type Text = {
  <Key extends TextKey>(key: Key, ...values: Values<Key, string | number>): string;
  /** The same message as markup, for values that are markup themselves. */
  readonly rich: <Key extends TextKey>(key: Key, ...values: Values<Key, Fragment>) => Html;
};

/** The messages of one language. */
export function textIn(locale: Locale): Text {
  const catalogue: Catalogue = catalogues[locale];
  const plain = (key: TextKey, values: Readonly<Record<string, string | number>> = {}): string =>
    catalogue[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  const rich = (key: TextKey, values: Readonly<Record<string, Fragment>> = {}): Html =>
    html`${catalogue[key].split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : values[part]))}`;
  return Object.assign(plain, { rich }) as Text;
}

/** A waiting time in words: seconds below two minutes, else whole minutes rounded up. */
export function durationIn(locale: Locale, seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  const [amount, unit] = whole < 120 ? [whole, 'second'] : [Math.ceil(whole / 60), 'minute'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

/** A moment in words, in UTC and saying so. */
export function momentIn(locale: Locale, epochSeconds: number): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
  return format.format(epochSeconds * 1000);
}
