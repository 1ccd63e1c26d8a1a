/**
 * Owns the languages: which exist, and how a message becomes text or markup.
 * Never chooses a language.
 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { consent } from '../words/consent/index.ts';
import { device } from '../words/device/index.ts';
import { errors } from '../words/errors/index.ts';
import { frame } from '../words/frame/index.ts';
import { requests } from '../words/requests/index.ts';
import { signIn } from '../words/sign-in/index.ts';
import type { Forms } from '../words/words.ts';
import type { Areas } from './areas.ts';
import { dateTimeFormat, numberFormat, pluralRules } from './formats.ts';

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** Every message in English, by which the others are measured. */
type English = Intersection<Areas[number]['en']>;

export type TextKey = keyof English;

/** Every message of every page, in one language. */
export type Catalogue = Readonly<Record<TextKey, string | Forms>>;

/** What every server says, whatever engine it has. */
const everywhere = [frame, signIn, consent, device, requests, errors] as const;

type Language = keyof (typeof everywhere)[number];
type Area = Readonly<Record<Language, object>>;

/** Each area is as complete as its English, by type. The others are there once pages are that say them. */
export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: {} as Catalogue,
  de: {} as Catalogue,
  fr: {} as Catalogue,
  es: {} as Catalogue,
  ja: {} as Catalogue,
  'zh-TW': {} as Catalogue,
};

/** From now on these are said, too. */
export function addWords(areas: readonly Area[]): void {
  for (const language of locales) {
    const words = areas.map((area) => area[language]);
    Object.assign(catalogues[language], ...(language === 'fr' ? words.map(unbroken) : words));
  }
}

/** French sets its tall marks apart, and never at the beginning of a line. */
function unbroken(words: object): object {
  const kept = (sentence: string): string =>
    sentence.replaceAll(/ (?=[:;?!»])/g, '\u00a0').replaceAll('« ', '«\u00a0');
  return Object.fromEntries(
    Object.entries(words).map(([key, message]) => [
      key,
      typeof message === 'string' ? kept(message) : unbroken(message),
    ]),
  );
}

export type Locale = Language;

export const locales = Object.keys(catalogues) as readonly Locale[];

addWords(everywhere);

type Placeholder<Message> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type Sentence<Message> = Message extends Readonly<Record<string, string>> ? Message[keyof Message] : Message;

/** What a message has places for; one that counts has its number as `count`. */
type Named<Message> =
  | Placeholder<Sentence<Message>>
  | (Message extends Readonly<Record<string, string>> ? 'count' : never);

/** The messages that need no values. */
export type PlainKey = {
  [Key in TextKey]: [Named<English[Key]>] extends [never] ? Key : never;
}[TextKey];

/** Nothing for a message without placeholders, else one value per placeholder. */
type Values<Key extends TextKey, Value> = [Named<English[Key]>] extends [never]
  ? []
  : [
      Readonly<
        Record<Exclude<Named<English[Key]>, Counting<English[Key]>>, Value> &
          Record<Counting<English[Key]>, number>
      >,
    ];

type Counting<Message> = Message extends Readonly<Record<string, string>> ? 'count' : never;

export type Text = {
  <Key extends TextKey>(key: Key, ...values: Values<Key, string | number>): string;
  /** The same message as markup, for values that are markup themselves. */
  readonly rich: <Key extends TextKey>(key: Key, ...values: Values<Key, Fragment>) => Html;
};

/** The messages of one language; numbers are written and counted as it does (product.md N-1). */
export function textIn(locale: Locale): Text {
  const catalogue: Catalogue = catalogues[locale];
  const number = numberFormat(locale);
  const plural = pluralRules(locale);
  const sentence = (key: TextKey, count: unknown): string => {
    const message = catalogue[key];
    if (typeof message === 'string') return message;
    return message[plural.select(Number(count))] ?? message.other;
  };
  const plain = (key: TextKey, values: Readonly<Record<string, string | number>> = {}): string =>
    sentence(key, values['count']).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? number.format(value) : value;
    });
  const rich = (key: TextKey, values: Readonly<Record<string, Fragment>> = {}): Html =>
    html`${sentence(key, values['count'])
      .split(/\{(\w+)\}/)
      .map((part, index) => {
        const value = index % 2 === 0 ? part : values[part];
        return typeof value === 'number' ? number.format(value) : value;
      })}`;
  return Object.assign(plain, { rich }) as Text;
}

/** A waiting time in words: seconds below two minutes, else whole minutes rounded up. */
export function durationIn(locale: Locale, seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  const [amount, unit] = whole < 120 ? [whole, 'second'] : [Math.ceil(whole / 60), 'minute'];
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

/** A moment in words, in UTC and saying so. */
export function momentIn(locale: Locale, epochSeconds: number): string {
  const format = dateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
  return format.format(epochSeconds * 1000);
}
