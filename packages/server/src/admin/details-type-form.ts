/** The form of a type of authorization details: its fields, and the type that they describe. */

import type { DetailsType } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { readDetailsType as readDescribed } from '../bootstrap/details-type.ts';
import type { Finding } from '../bootstrap/problems.ts';
import {
  type ClientFieldFault,
  type DetailsTypeModel,
  type DetailsTypeValues,
  locales,
} from '../pages/index.ts';

const fieldNames = [
  ...['type', 'title', 'schema', 'labels', 'locations'],
  ...locales.flatMap((tag) => [`title_${tag}`, `labels_${tag}`]),
];

/** Names of the fields that have several lines. */
export const detailsTypeLines: ReadonlySet<string> = new Set(
  fieldNames.filter((name) => !/^(?:type|title)/.test(name)),
);

/** What was entered. */
export const valuesIn = (form: Params): DetailsTypeValues =>
  Object.fromEntries(
    fieldNames.flatMap((name) => {
      const value = form.echo(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );

const linesOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(/\r\n|\r|\n/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** `path = name`, line by line. */
const pairsOf = (value: string | undefined): readonly (readonly [string, string])[] =>
  linesOf(value).map((entry) => {
    const at = entry.indexOf('=');
    return at === -1 ? [entry, ''] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
  });

const formatPairs = (pairs: readonly (readonly [string, string | undefined])[]): string =>
  pairs.flatMap(([path, name]) => (name === undefined ? [] : [`${path} = ${name}`])).join('\n');

/** The fields of what is stored. */
export function valuesOf({ id, title, schema, labels, locations }: DetailsType): DetailsTypeValues {
  const values: Record<string, string> = {
    type: id,
    title: title.text,
    schema: JSON.stringify(schema, null, 2),
    labels: formatPairs(labels.map(({ path, text }) => [path, text])),
    locations: (locations ?? []).join('\n'),
  };
  for (const tag of locales) {
    values[`title_${tag}`] = title.texts?.[tag] ?? '';
    values[`labels_${tag}`] = formatPairs(labels.map(({ path, texts }) => [path, texts?.[tag]]));
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

type Errors = DetailsTypeModel['errors'];
type Read = { readonly type: DetailsType | null; readonly errors: Errors };

/** By the rules of the bootstrap file; words in languages that the form does not show stay as they are. */
export function readForm(values: DetailsTypeValues, stored: DetailsType | null): Read {
  const schema = jsonOf(values['schema']);
  if (schema === undefined) return { type: null, errors: { schema: { code: 'not_json' } } };
  const inLanguages = locales.map((tag) => [tag, new Map(pairsOf(values[`labels_${tag}`]))] as const);
  const labels = pairsOf(values['labels']).map(([path, label]) => ({
    path,
    label,
    labels: {
      ...othersOf(stored?.labels.find((known) => known.path === path)?.texts),
      ...Object.fromEntries(
        inLanguages.flatMap(([tag, pairs]) => (pairs.has(path) ? [[tag, pairs.get(path)]] : [])),
      ),
    },
  }));
  const titles = locales.flatMap((tag) =>
    values[`title_${tag}`] === undefined ? [] : [[tag, values[`title_${tag}`]]],
  );
  const locations = linesOf(values['locations']);
  const { detailsType, problems } = readDescribed(
    {
      ...{ type: stored?.id ?? values['type'], title: values['title'], schema, labels },
      titles: { ...othersOf(stored?.title.texts), ...Object.fromEntries(titles) },
      ...(locations.length === 0 ? {} : { locations }),
    },
    [],
  );
  const errors = { ...errorsOf(problems), ...strayLabels(inLanguages, labels) };
  return Object.keys(errors).length > 0 ? { type: null, errors } : { type: detailsType, errors };
}

const jsonOf = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

const othersOf = (texts: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(texts).filter(([tag]) => !locales.some((known) => known === tag)));

/** A name in another language belongs to a value that has one. */
const strayLabels = (
  inLanguages: readonly (readonly [string, ReadonlyMap<string, string>])[],
  labels: readonly { readonly path: string }[],
): Errors =>
  Object.fromEntries(
    inLanguages.flatMap(([tag, pairs]) => {
      const stray = [...pairs.keys()].find((path) => !labels.some((label) => label.path === path));
      return stray === undefined ? [] : [[`labels_${tag}`, { code: 'label_stray', values: { name: stray } }]];
    }),
  );

function errorsOf(problems: readonly Finding[]): Errors {
  const errors: Record<string, ClientFieldFault> = {};
  for (const { at, message, fault } of problems) {
    const [name, place] = fieldOf(at);
    errors[name] ??=
      fault === undefined ? { code: 'other', rule: `${at}: ${message}` } : { ...fault, ...place };
  }
  return errors;
}

/** The field that shows the member, and where in it: the line, or what no field shows. */
function fieldOf(at: string): readonly [name: string, place: { line?: number; member?: string }] {
  const [, member = '', index, , tag] =
    /^([a-z]+)(?:\[(\d+)\](?:\.(path|label|labels))?)?(?:\.([A-Za-z-]+))?/.exec(at) ?? [];
  const line = index === undefined ? {} : { line: Number(index) + 1 };
  const own = tag === undefined ? '' : { titles: `title_${tag}`, labels: `labels_${tag}` }[member];
  if (own !== undefined && fieldNames.includes(own)) return [own, {}];
  const name = member === 'titles' ? 'title' : member;
  if (!fieldNames.includes(name)) return ['', { member: at }];
  return [name, at === name ? {} : 'line' in line ? line : { member: at }];
}
