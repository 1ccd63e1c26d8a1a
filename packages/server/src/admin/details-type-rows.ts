/** The rows of the form of a type of authorization details, and what is wrong in them. */

import type { DetailWords } from '@grantor/engine';
import {
  type ClientFieldFault,
  type DetailsTypeValues,
  locales,
  type MemberKind,
  memberField,
  memberKinds,
  memberParts,
  mostMembers,
} from '../pages/index.ts';
import { schemaFlaws } from '../store/json-schema.ts';
import { isNumeric, type Member, schemaOf, takesLimits, takesValues } from './details-type-members.ts';

export const linesOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(/\r\n|\r|\n/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const indices = Array.from({ length: mostMembers }, (_, index) => index);

/** Names of all fields of rows. */
export const rowFields: readonly string[] = indices.flatMap((index) => [
  ...memberParts.map((part) => memberField(index, part)),
  ...locales.map((tag) => memberField(index, `label_${tag}`)),
]);

/** Those of several lines. */
export const rowLines: readonly string[] = indices.map((index) => memberField(index, 'values'));

export type Row = Member & {
  readonly index: number;
  readonly label: string;
  /** By language. */
  readonly labels: Readonly<Record<string, string>>;
};

/** The words of one value by language; of those that the form shows. */
export const wordsIn = (values: DetailsTypeValues, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    locales.flatMap((tag) => {
      const words = values[`${prefix}_${tag}`];
      return words === undefined ? [] : [[tag, words]];
    }),
  );

/** Those in which anything was entered. */
export const rowsIn = (values: DetailsTypeValues): readonly Row[] =>
  indices.flatMap((index) => {
    const of = (part: Parameters<typeof memberField>[1]): string => values[memberField(index, part)] ?? '';
    const row: Row = {
      index,
      path: of('path'),
      kind: kindNamed(of('kind')),
      isRequired: of('required') === '1',
      values: linesOf(of('values')),
      least: of('least'),
      most: of('most'),
      label: of('label'),
      labels: wordsIn(values, memberField(index, 'label')),
    };
    const said = [row.path, row.label, row.least, row.most, ...row.values, ...Object.values(row.labels)];
    return row.isRequired || said.some((text) => text !== '') ? [row] : [];
  });

const kindNamed = (name: string): MemberKind => memberKinds.find(([kind]) => kind === name)?.[0] ?? 'text';

/** The fields of rows; words in other languages than those of the form have none. */
export function rowValues(
  members: readonly Member[],
  labelled: ReadonlyMap<string, DetailWords>,
): DetailsTypeValues {
  const ordered = [...members].toSorted((a, b) => placeIn(labelled, a.path) - placeIn(labelled, b.path));
  return Object.fromEntries(
    ordered.flatMap((member, index) => {
      const words = labelled.get(member.path);
      return [
        [memberField(index, 'path'), member.path],
        [memberField(index, 'kind'), member.kind],
        [memberField(index, 'required'), member.isRequired ? '1' : ''],
        [memberField(index, 'values'), member.values.join('\n')],
        [memberField(index, 'least'), member.least],
        [memberField(index, 'most'), member.most],
        [memberField(index, 'label'), words?.text ?? ''],
        ...locales.map((tag) => [memberField(index, `label_${tag}`), words?.texts?.[tag] ?? ''] as const),
      ];
    }),
  );
}

/** Values are shown in the order of their names; those without one come last. */
const placeIn = (labelled: ReadonlyMap<string, unknown>, path: string): number => {
  const place = [...labelled.keys()].indexOf(path);
  return place === -1 ? labelled.size : place;
};

export type Errors = Readonly<Record<string, ClientFieldFault>>;

/** What is wrong with the rows by themselves; none: they describe objects. */
export function rowErrors(rows: readonly Row[]): Errors {
  const own = Object.fromEntries(rows.flatMap((row) => ownErrors(row, rows)));
  return Object.keys(own).length > 0 ? own : schemaErrors(rows);
}

type Found = readonly (readonly [name: string, fault: ClientFieldFault])[];

function ownErrors(row: Row, rows: readonly Row[]): Found {
  const at = (part: Parameters<typeof memberField>[1]): string => memberField(row.index, part);
  const found: [string, ClientFieldFault][] = [];
  if (row.path === '') found.push([at('path'), { code: 'empty' }]);
  else if (row.path.split('.').some((name) => name === '')) found.push([at('path'), { code: 'member_path' }]);
  else if (rows.some((other) => other.index < row.index && isInside(row.path, other.path)))
    found.push([at('path'), { code: 'declared_twice' }]);
  if (row.label === '' && Object.keys(row.labels).length > 0) found.push([at('label'), { code: 'empty' }]);
  if (row.values.length > 0 && !takesValues(row.kind)) found.push([at('values'), { code: 'no_limit' }]);
  const odd = isNumeric(row.kind) ? row.values.findIndex((value) => !isNumber(value)) : -1;
  if (odd !== -1) found.push([at('values'), { code: 'not_number', line: odd + 1 }]);
  for (const part of ['least', 'most'] as const) {
    if (row[part] === '') continue;
    if (!takesLimits(row)) found.push([at(part), { code: 'no_limit' }]);
    else if (!isNumber(row[part])) found.push([at(part), { code: 'not_number' }]);
  }
  return found;
}

const isNumber = (text: string): boolean => /^-?\d{1,15}(\.\d{1,15})?$/.test(text);

/** One is the other, or inside it. */
const isInside = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`);

/** What the schema of the rows may not be, at the row that says it. */
function schemaErrors(rows: readonly Row[]): Errors {
  const errors: Record<string, ClientFieldFault> = {};
  for (const { path, fault } of schemaFlaws(schemaOf(rows))) {
    const names = path.filter((_, index) => index % 2 === 1 && path[index - 1] === 'properties').join('.');
    const row = rows.find((one) => one.path === names || one.path.startsWith(`${names}.`));
    errors[row === undefined || names === '' ? '' : memberField(row.index, 'path')] ??= fault;
  }
  return errors;
}
