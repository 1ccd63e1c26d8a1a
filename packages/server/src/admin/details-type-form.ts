/** The form of a type of authorization details: its fields, and the type that they describe. */

import type { DetailsType } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { readDetailsType as readDescribed } from '../bootstrap/details-type.ts';
import type { Finding } from '../bootstrap/problems.ts';
import { type ClientFieldFault, type DetailsTypeValues, locales, memberField } from '../pages/index.ts';
import { membersOf, schemaOf } from './details-type-members.ts';
import {
  type Errors,
  linesOf,
  type Row,
  rowErrors,
  rowFields,
  rowLines,
  rowsIn,
  rowValues,
  wordsIn,
} from './details-type-rows.ts';

/** Of every form, and of the one that takes the schema itself. */
const fieldNames = [
  ...['as', 'type', 'title', 'locations', 'locations_label'],
  ...locales.flatMap((tag) => [`title_${tag}`, `locations_label_${tag}`]),
];
const schemaNames = ['schema', 'labels', ...locales.map((tag) => `labels_${tag}`)];

/** Names of the fields that have several lines. */
export const detailsTypeLines: ReadonlySet<string> = new Set(['locations', ...schemaNames, ...rowLines]);

/** What was entered. */
export const valuesIn = (form: Params): DetailsTypeValues =>
  said([...fieldNames, ...schemaNames, ...rowFields].map((name) => [name, form.echo(name)?.trim() ?? '']));

const said = (values: readonly (readonly [string, string])[]): DetailsTypeValues =>
  Object.fromEntries(values.filter(([, value]) => value !== ''));

/** `path = name`, line by line. */
const pairsOf = (value: string | undefined): readonly (readonly [string, string])[] =>
  linesOf(value).map((entry) => {
    const at = entry.indexOf('=');
    return at === -1 ? [entry, ''] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
  });

const formatPairs = (pairs: readonly (readonly [string, string | undefined])[]): string =>
  pairs.flatMap(([path, name]) => (name === undefined ? [] : [`${path} = ${name}`])).join('\n');

/** What is in fields of its own in every form. */
const commonValues = ({ id, title, locations }: DetailsType): readonly (readonly [string, string])[] => [
  ['type', id],
  ['title', title.text],
  ...locales.map((tag) => [`title_${tag}`, title.texts?.[tag] ?? ''] as const),
  ['locations', (locations ?? []).join('\n')],
];

/** The fields of what is stored, with its schema as JSON. */
export const valuesOf = (type: DetailsType): DetailsTypeValues =>
  said([
    ...commonValues(type),
    ['schema', JSON.stringify(type.schema, null, 2)],
    ['labels', formatPairs(type.labels.map(({ path, text }) => [path, text]))],
    ...locales.map(
      (tag) =>
        [`labels_${tag}`, formatPairs(type.labels.map(({ path, texts }) => [path, texts?.[tag]]))] as const,
    ),
  ]);

/** The same with a row for each value; null: rows cannot say all of it. */
export function inRows(type: DetailsType): DetailsTypeValues | null {
  const members = membersOf(type.schema);
  if (members === null || members.length > rowLines.length) return null;
  const { labels } = type;
  const place = labels.find(({ path }) => path === 'locations');
  if (place !== undefined && (labels.at(-1) !== place || members.some(({ path }) => path === 'locations')))
    return null;
  return said([
    ['as', 'fields'],
    ...commonValues(type),
    ...Object.entries(rowValues(members, new Map(labels.map((label) => [label.path, label])))),
    ['locations_label', place?.text ?? ''],
    ...locales.map((tag) => [`locations_label_${tag}`, place?.texts?.[tag] ?? ''] as const),
  ]);
}

type Read = { readonly type: DetailsType | null; readonly errors: Errors };

type Label = {
  readonly path: string;
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** By the rules of the bootstrap file; words in languages that the form does not show stay as they are. */
export const readForm = (values: DetailsTypeValues, stored: DetailsType | null): Read =>
  values['as'] === 'fields' ? readRows(values, stored) : readSchema(values, stored);

function readRows(values: DetailsTypeValues, stored: DetailsType | null): Read {
  const rows = rowsIn(values);
  const words = values['locations_label'];
  const named: readonly (Label & { readonly field: string })[] = [
    ...rows.filter(({ label }) => label !== '').map((row) => ({ ...row, field: labelField(row) })),
    ...(words === undefined ? [] : [placeLabel(words, values)]),
  ];
  const errors = rowErrors(rows);
  const { type, errors: others } = readWith(values, stored, { schema: schemaOf(rows), labels: named });
  if (Object.keys(errors).length === 0) return { type, errors: others };
  // Whatever else is said of the values follows from what is wrong with their rows
  const apart = Object.entries(others).filter(([name]) => fieldNames.includes(name));
  return { type: null, errors: { ...Object.fromEntries(apart), ...errors } };
}

const labelField = ({ index }: Row): string => memberField(index, 'label');

const placeLabel = (label: string, values: DetailsTypeValues) => ({
  ...{ field: 'locations_label', path: 'locations', label, labels: wordsIn(values, 'locations_label') },
});

function readSchema(values: DetailsTypeValues, stored: DetailsType | null): Read {
  const schema = jsonOf(values['schema']);
  if (schema === undefined) return { type: null, errors: { schema: { code: 'not_json' } } };
  const inLanguages = locales.map((tag) => [tag, new Map(pairsOf(values[`labels_${tag}`]))] as const);
  const labels = pairsOf(values['labels']).map(([path, label]): Label => {
    const own = inLanguages.flatMap(([tag, pairs]) => (pairs.has(path) ? [[tag, pairs.get(path)]] : []));
    return { path, label, labels: Object.fromEntries(own) };
  });
  const { type, errors } = readWith(values, stored, { schema, labels });
  const stray = strayLabels(inLanguages, labels);
  return Object.keys(stray).length > 0 ? { type: null, errors: { ...errors, ...stray } } : { type, errors };
}

type Described = {
  readonly schema: unknown;
  /** `field`: of the form, where each has one. */
  readonly labels: readonly (Label & { readonly field?: string })[];
};

function readWith(
  values: DetailsTypeValues,
  stored: DetailsType | null,
  { schema, labels }: Described,
): Read {
  const locations = linesOf(values['locations']);
  const { detailsType, problems } = readDescribed(
    {
      ...{ type: stored?.id ?? values['type'], title: values['title'], schema },
      labels: labels.map(({ path, label, labels: words }) => ({
        ...{ path, label },
        labels: { ...othersOf(stored?.labels.find((known) => known.path === path)?.texts), ...words },
      })),
      titles: { ...othersOf(stored?.title.texts), ...wordsIn(values, 'title') },
      ...(locations.length === 0 ? {} : { locations }),
    },
    [],
  );
  const errors = errorsOf(
    problems,
    labels.map(({ field }) => field),
  );
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

function errorsOf(problems: readonly Finding[], labelFields: readonly (string | undefined)[]): Errors {
  const errors: Record<string, ClientFieldFault> = {};
  for (const { at, message, fault } of problems) {
    const [name, place] = fieldOf(at, labelFields);
    errors[name] ??=
      fault === undefined ? { code: 'other', rule: `${at}: ${message}` } : { ...fault, ...place };
  }
  return errors;
}

/** The field that shows the member, and where in it: the line, or what no field shows. */
function fieldOf(
  at: string,
  labelFields: readonly (string | undefined)[],
): readonly [name: string, place: { line?: number; member?: string }] {
  const [, member = '', index, , tag] =
    /^([a-z]+)(?:\[(\d+)\](?:\.(path|label|labels))?)?(?:\.([A-Za-z-]+))?/.exec(at) ?? [];
  const ownLabel = member === 'labels' && index !== undefined ? labelFields[Number(index)] : undefined;
  if (ownLabel !== undefined) return [tag === undefined ? ownLabel : `${ownLabel}_${tag}`, {}];
  const line = index === undefined ? {} : { line: Number(index) + 1 };
  const own = tag === undefined ? '' : { titles: `title_${tag}`, labels: `labels_${tag}` }[member];
  if (own !== undefined && isField(own)) return [own, {}];
  const name = member === 'titles' ? 'title' : member;
  if (!isField(name)) return ['', { member: at }];
  return [name, at === name ? {} : 'line' in line ? line : { member: at }];
}

const isField = (name: string): boolean => fieldNames.includes(name) || schemaNames.includes(name);
