/** The part of JSON Schema that types of authorization details are described in: closed, and nothing in it that would be ignored. */

type Node = Readonly<Record<string, unknown>>;

/** What can be wrong with a schema, as pages tell it; programs are told the sentence. */
export const schemaFaults = [
  ...['schema_not_object', 'schema_keyword', 'schema_type', 'schema_open', 'schema_required'],
  ...['schema_too_large', 'schema_value', 'not_one_of'],
] as const;
export type SchemaFault =
  | 'schema_not_object'
  | 'schema_keyword'
  | 'schema_type'
  | 'schema_open'
  | 'schema_required'
  | 'schema_too_large'
  | 'schema_value'
  | 'not_one_of';

export type SchemaFlaw = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly fault: { readonly code: SchemaFault; readonly values: Readonly<Record<string, string>> };
};

const types = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'] as const;
type Type = (typeof types)[number];

const formats = ['date', 'date-time', 'email', 'uri', 'uuid'];
const notes = ['title', 'description'];
const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

/** By type, what may stand beside it. No `pattern`: strangers send the texts that it would be tried on. */
const keywords: Readonly<Record<Type, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'format'],
  number: bounds,
  integer: bounds,
  boolean: [],
  null: [],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
};

/** As deep as requests may be, and no larger than anybody reads. */
const most = { depth: 6, nodes: 200 };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

const isType = (value: unknown): value is Type => types.some((type) => type === value);

type Walk = {
  readonly path: readonly PropertyKey[];
  readonly depth: number;
  readonly seen: { count: number };
};

/** Everything that is wrong with the schema; empty: it can be compiled. */
export function schemaFlaws(schema: unknown): readonly SchemaFlaw[] {
  if (!isNode(schema) || schema['type'] !== 'object')
    return [
      { path: [], message: 'must be a JSON Schema of type object', fault: faultOf('schema_not_object') },
    ];
  const { $schema: _, ...root } = schema;
  return flawsOf(root, { path: [], depth: 0, seen: { count: 0 } });
}

function flawsOf(node: unknown, walk: Walk): readonly SchemaFlaw[] {
  const { depth, seen } = walk;
  seen.count += 1;
  if (!isNode(node)) return [at(walk, says('schema_value', 'must be a schema'))];
  if (depth > most.depth) return [at(walk, says('schema_too_large', 'is nested too deeply'))];
  if (seen.count > most.nodes) return [at(walk, says('schema_too_large', 'is one schema too many'))];
  const kind = kindOf(node);
  if (kind === null) {
    const allowed = types.join(', ');
    const sentence = `needs type (one of ${allowed}), enum, const, anyOf or oneOf`;
    return [at(walk, says('schema_type', sentence, { allowed }))];
  }
  const strangers = Object.keys(node)
    .filter((keyword) => !kind.allowed.includes(keyword))
    .map((keyword) => at(walk, says('schema_keyword', 'is no keyword that is understood here'), keyword));
  return [...strangers, ...kind.check(node, walk)];
}

type Kind = {
  readonly allowed: readonly string[];
  readonly check: (node: Node, walk: Walk) => readonly SchemaFlaw[];
};

function kindOf(node: Node): Kind | null {
  for (const keyword of ['anyOf', 'oneOf']) {
    if (keyword in node)
      return { allowed: [keyword, ...notes], check: (_, walk) => choiceFlaws(node, keyword, walk) };
  }
  for (const keyword of ['enum', 'const']) {
    if (keyword in node)
      return { allowed: [keyword, 'type', ...notes], check: (_, walk) => valueFlaws(node, keyword, walk) };
  }
  const { type } = node;
  if (!isType(type)) return null;
  return { allowed: ['type', ...keywords[type], ...notes], check: checks[type] ?? plainFlaws };
}

type Said = Pick<SchemaFlaw, 'message' | 'fault'>;

const faultOf = (code: SchemaFault, values: SchemaFlaw['fault']['values'] = {}): SchemaFlaw['fault'] => ({
  code,
  values,
});

const says = (code: SchemaFault, message: string, values: SchemaFlaw['fault']['values'] = {}): Said => ({
  message,
  fault: faultOf(code, values),
});

const at = ({ path }: Walk, said: Said, ...further: PropertyKey[]): SchemaFlaw => ({
  path: [...path, ...further],
  ...said,
});

const below = (walk: Walk, ...further: PropertyKey[]): Walk => ({
  ...walk,
  path: [...walk.path, ...further],
  depth: walk.depth + 1,
});

function choiceFlaws(node: Node, keyword: string, walk: Walk): readonly SchemaFlaw[] {
  const choices = node[keyword];
  if (!Array.isArray(choices) || choices.length === 0)
    return [at(walk, says('schema_value', 'must be a list of schemas'), keyword)];
  return choices.flatMap((choice, index) => flawsOf(choice, below(walk, keyword, index)));
}

function valueFlaws(node: Node, keyword: string, walk: Walk): readonly SchemaFlaw[] {
  const value = node[keyword];
  const isRight =
    keyword === 'const' ? isScalar(value) : Array.isArray(value) && value.length > 0 && value.every(isScalar);
  return isRight
    ? []
    : [
        at(
          walk,
          says('schema_value', 'holds something else than texts, numbers, true, false or null'),
          keyword,
        ),
      ];
}

const plainFlaws = (node: Node, walk: Walk): readonly SchemaFlaw[] =>
  Object.entries(node)
    .filter(([keyword, value]) => !isPlainKeyword(keyword, value))
    .map(([keyword]) =>
      at(
        walk,
        keyword === 'format'
          ? says('not_one_of', `must be one of ${formats.join(', ')}`, { allowed: formats.join(', ') })
          : says('schema_value', 'must be a number'),
        keyword,
      ),
    );

const isPlainKeyword = (keyword: string, value: unknown): boolean => {
  if (keyword === 'format') return formats.some((format) => format === value);
  return (
    keyword === 'type' || notes.includes(keyword) || (typeof value === 'number' && Number.isFinite(value))
  );
};

function objectFlaws(node: Node, walk: Walk): readonly SchemaFlaw[] {
  const { properties = {}, required = [], additionalProperties } = node;
  const flaws: SchemaFlaw[] = [];
  if (additionalProperties !== false)
    flaws.push(
      at(walk, says('schema_open', 'must be false, so that nothing else is let in'), 'additionalProperties'),
    );
  if (!isNode(properties))
    return [...flaws, at(walk, says('schema_value', 'must be an object of schemas'), 'properties')];
  const isKnown = (name: unknown): boolean => typeof name === 'string' && Object.hasOwn(properties, name);
  if (!Array.isArray(required) || !required.every(isKnown))
    flaws.push(
      at(walk, says('schema_required', 'names something that is not among the properties'), 'required'),
    );
  const inner = Object.entries(properties).flatMap(([name, property]) =>
    flawsOf(property, below(walk, 'properties', name)),
  );
  return [...flaws, ...inner];
}

const arrayFlaws = ({ items, ...rest }: Node, walk: Walk): readonly SchemaFlaw[] => [
  ...plainFlaws(rest, walk),
  ...flawsOf(items, below(walk, 'items')),
];

const checks: Partial<Record<Type, Kind['check']>> = { object: objectFlaws, array: arrayFlaws };

/** The paths of all values that the schema lets in, as they are labelled: names of members joined by dots. */
export function schemaPaths(schema: Node): readonly string[] {
  const { properties, items, anyOf, oneOf } = schema;
  const choices = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? (list as Node[]) : []));
  if (choices.length > 0) return [...new Set(choices.flatMap(schemaPaths))];
  if (isNode(items)) return schemaPaths(items);
  if (!isNode(properties)) return [''];
  return Object.entries(properties).flatMap(([name, property]) =>
    schemaPaths(property as Node).map((below) => (below === '' ? name : `${name}.${below}`)),
  );
}
