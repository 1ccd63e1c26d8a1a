/** The values of an object of authorization details as rows of a form, and as the schema that lets them in. */

import { isDeepStrictEqual } from 'node:util';
import { type MemberKind, memberKinds } from '../pages/index.ts';

type Schema = Readonly<Record<string, unknown>>;

/** One value, as it is entered. */
export type Member = {
  /** Names of members joined by dots. */
  readonly path: string;
  readonly kind: MemberKind;
  readonly isRequired: boolean;
  /** The only ones, if any are named. */
  readonly values: readonly string[];
  /** Of a number itself; of the characters of a text or the entries of a list. Empty: unlimited. */
  readonly least: string;
  readonly most: string;
};

type Limits = readonly [least: string, most: string];

/** By kind: its schema, and what limits it. */
const kinds: Readonly<Record<MemberKind, { readonly schema: Schema; readonly limits?: Limits }>> = {
  text: { schema: { type: 'string' }, limits: ['minLength', 'maxLength'] },
  number: { schema: { type: 'number' }, limits: ['minimum', 'maximum'] },
  integer: { schema: { type: 'integer' }, limits: ['minimum', 'maximum'] },
  boolean: { schema: { type: 'boolean' } },
  date: { schema: { type: 'string', format: 'date' } },
  'date-time': { schema: { type: 'string', format: 'date-time' } },
  email: { schema: { type: 'string', format: 'email' } },
  uri: { schema: { type: 'string', format: 'uri' } },
  uuid: { schema: { type: 'string', format: 'uuid' } },
  texts: { schema: { type: 'array', items: { type: 'string' } }, limits: ['minItems', 'maxItems'] },
};

/** What is known by its values need not be known by their limits; a list has both, of its entries and its length. */
export const takesValues = (kind: MemberKind): boolean => kinds[kind].limits !== undefined;
export const takesLimits = ({ kind, values }: Pick<Member, 'kind' | 'values'>): boolean =>
  takesValues(kind) && (kind === 'texts' || values.length === 0);

export const isNumeric = (kind: MemberKind): boolean => kind === 'number' || kind === 'integer';

/** What is no number stays as it was entered, and is refused as what it is. */
const numberOf = (value: string): unknown =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;

function leafOf(member: Member): Schema {
  const { schema, limits = ['minimum', 'maximum'] } = kinds[member.kind];
  const values = isNumeric(member.kind) ? member.values.map(numberOf) : member.values;
  const listed = values.length === 0 ? {} : { enum: values };
  return {
    ...(member.kind === 'texts'
      ? { ...schema, items: { type: 'string', ...listed } }
      : { ...schema, ...listed }),
    ...(member.least === '' ? {} : { [limits[0]]: numberOf(member.least) }),
    ...(member.most === '' ? {} : { [limits[1]]: numberOf(member.most) }),
  };
}

type Tree = Map<string, Tree | Member>;

const treeOf = (members: readonly Member[]): Tree => {
  const root: Tree = new Map();
  for (const member of members) {
    const names = member.path.split('.');
    const last = names.pop() ?? '';
    let tree = root;
    for (const name of names) {
      const below = tree.get(name);
      const next: Tree = below instanceof Map ? below : new Map();
      tree.set(name, next);
      tree = next;
    }
    tree.set(last, member);
  }
  return root;
};

/** Whether an object without it is one of these: it is needed by anything in it that is. */
const isNeeded = (tree: Tree | Member): boolean =>
  tree instanceof Map ? [...tree.values()].some(isNeeded) : tree.isRequired;

function objectOf(tree: Tree): Schema {
  const required = [...tree].filter(([, below]) => isNeeded(below)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      [...tree].map(([name, below]) => [name, below instanceof Map ? objectOf(below) : leafOf(below)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** The closed schema of these values and of nothing else. */
export const schemaOf = (members: readonly Member[]): Schema => objectOf(treeOf(members));

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values that a schema lets in, in its order; null: rows cannot say all of it. */
export function membersOf(schema: Schema): readonly Member[] | null {
  const members = membersIn(schema, []);
  const isWhole = isDeepStrictEqual(inOneOrder(schemaOf(members)), inOneOrder(schema));
  return isWhole && members.every(isEnterable) ? members : null;
}

/** Whether fields give back what they hold: one line, with nothing around it. */
const isEnterable = ({ path, values }: Member): boolean =>
  [path, ...values].every((text) => text !== '' && text === text.trim() && !/[\r\n]/.test(text));

function membersIn(schema: Schema, path: readonly string[]): readonly Member[] {
  const { properties, required } = schema;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, property]) => {
    if (!isSchema(property)) return [];
    const below = [...path, name];
    if (property['type'] === 'object') return membersIn(property, below);
    return [{ ...leafIn(property), path: below.join('.'), isRequired: needed.includes(name) }];
  });
}

function leafIn(property: Schema): Omit<Member, 'path' | 'isRequired'> {
  const kind = kindOf(property);
  const { limits } = kinds[kind];
  const at = (keyword: string | undefined): string =>
    keyword === undefined || property[keyword] === undefined ? '' : String(property[keyword]);
  const { items } = property;
  const { enum: values } = isSchema(items) ? items : property;
  return {
    kind,
    values: Array.isArray(values) ? values.map(String) : [],
    least: at(limits?.[0]),
    most: at(limits?.[1]),
  };
}

const kindOf = ({ type, format }: Schema): MemberKind =>
  memberKinds.find(([kind]) => {
    const { schema } = kinds[kind];
    return schema['type'] === type && schema['format'] === format;
  })?.[0] ?? 'text';

/** The same schema with its required members in one order, and without a list of none. */
function inOneOrder(schema: unknown): unknown {
  if (!isSchema(schema)) return schema;
  const { required, ...rest } = schema;
  const needed = Array.isArray(required) && required.length > 0 ? { required: required.toSorted() } : {};
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([keyword, value]) => [
        keyword,
        keyword === 'properties' && isSchema(value)
          ? Object.fromEntries(Object.entries(value).map(([name, below]) => [name, inOneOrder(below)]))
          : value,
      ]),
    ),
    ...needed,
  };
}
