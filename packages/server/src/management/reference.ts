/** The description as people read it (product.md §12.1 /api/docs): types in words, examples, calls to copy. */

import type { ReferenceMember, ReferenceModel, ReferenceOperation } from '../pages/index.ts';

type Json = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Json>>;

type Said = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security?: readonly Json[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Contents }>>;
};
type Contents = Readonly<Record<string, { readonly schema: Json }>>;

export type DescribedServer = {
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Said>>>>;
  readonly components: { readonly schemas: Schemas };
};

/** Everything of the document, group by group. */
export function referenceOf({ servers, tags, paths, components }: DescribedServer): ReferenceModel {
  const baseUrl = servers[0]?.url ?? '';
  const { schemas } = components;
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, said]) => ({ path, method: method.toUpperCase(), said })),
  );
  return {
    search: '',
    groups: tags.map(({ name }) => ({
      name,
      operations: all
        .filter(({ said }) => said.tags.includes(name))
        .map((each) => operationOf(each, { baseUrl, schemas })),
    })),
    schemas: Object.entries(schemas)
      .map(([name, schema]) => ({ name, members: membersOf(schema) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

/** What has every word of the search in its method, path or summary; schemas by their names. */
export function narrowed(model: ReferenceModel, search: string): ReferenceModel {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return model;
  const fits = (said: string): boolean => words.every((word) => said.toLowerCase().includes(word));
  const groups = model.groups.map(({ name, operations }) => ({
    name,
    operations: operations.filter(({ method, path, summary }) => fits(`${method} ${path} ${summary}`)),
  }));
  return {
    search,
    groups: groups.filter(({ operations }) => operations.length > 0),
    schemas: model.schemas.filter(({ name }) => fits(name)),
  };
}

type Place = { readonly path: string; readonly method: string; readonly said: Said };
type Server = { readonly baseUrl: string; readonly schemas: Schemas };

function operationOf(place: Place, server: Server): ReferenceOperation {
  const { path, method, said } = place;
  const { parameters = [], requestBody, responses } = said;
  const [[, body] = []] = [Object.entries(requestBody?.content ?? {})[0] ?? []];
  const success = Object.entries(responses).find(([status]) => status < '300')?.[1].content;
  const answered = success?.['application/json']?.schema;
  return {
    ...{ id: said.operationId, method, path, summary: said.summary, needs: needsOf(said) },
    parameters: parameters.map(({ name, in: where, required = false, description, schema }) => ({
      ...{ name, type: `${where}, ${typeOf(schema)}`, isRequired: required },
      ...(description === undefined ? {} : { means: description }),
    })),
    body: body === undefined ? [] : membersOf(resolved(body.schema, server.schemas)),
    answers: Object.entries(responses).map(([status, { description, content }]) => {
      const schema = nameOf(Object.values(content ?? {})[0]?.schema ?? {});
      return { status, means: description, ...(schema === undefined ? {} : { schema }) };
    }),
    call: callOf(place, server),
    ...(answered === undefined
      ? {}
      : { example: JSON.stringify(exampleOf(answered, server.schemas, 'all'), null, 2) }),
  };
}

function needsOf({ security }: Said): ReferenceOperation['needs'] {
  if (security === undefined) return 'administrator';
  const [name = 'nobody'] = Object.keys(security[0] ?? {});
  return name as ReferenceOperation['needs'];
}

const nameOf = ({ $ref }: Json): string | undefined =>
  typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;

const resolved = (schema: Json, schemas: Schemas): Json => schemas[nameOf(schema) ?? ''] ?? schema;

function membersOf({ properties = {}, required = [] }: Json): readonly ReferenceMember[] {
  const needed = required as readonly string[];
  return Object.entries(properties as Schemas).map(([name, schema]) => {
    const refers = nameOf(schema) ?? nameOf((schema['items'] as Json | undefined) ?? {});
    const { description } = schema;
    return {
      ...{ name, type: typeOf(schema), isRequired: needed.includes(name) },
      ...(refers === undefined ? {} : { schema: refers }),
      ...(typeof description === 'string' ? { means: description } : {}),
    };
  });
}

/** In the words of JSON Schema, as short as can be. */
function typeOf(schema: Json): string {
  const { type, format, enum: values, anyOf, items, const: only } = schema;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(anyOf)) return (anyOf as Json[]).map(typeOf).join(' | ');
  if (nameOf(schema) !== undefined) return 'object';
  if (type === 'array') return `array of ${typeOf((items as Json | undefined) ?? {})}`;
  const bounds = [
    ['minimum', '≥'],
    ['maximum', '≤'],
    ['maxLength', '≤'],
  ].flatMap(([name = '', sign]) => {
    const value = schema[name];
    return typeof value === 'number' && value < Number.MAX_SAFE_INTEGER && value > Number.MIN_SAFE_INTEGER
      ? [`${sign} ${value}${name === 'maxLength' ? ' characters' : ''}`]
      : [];
  });
  const base = typeof format === 'string' ? format : typeof type === 'string' ? type : 'any';
  return [base, ...bounds].join(', ');
}

/** Something that the schema admits; `needed`: only what has to be there, or the first two members. */
function exampleOf(schema: Json, schemas: Schemas, which: 'all' | 'needed'): unknown {
  const {
    type,
    format,
    enum: values,
    anyOf,
    items,
    properties,
    required = [],
    minimum,
  } = resolved(schema, schemas);
  if (Array.isArray(values)) return values[0];
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0] as Json, schemas, which);
  if (type === 'array') return [exampleOf((items as Json | undefined) ?? {}, schemas, which)];
  if (type === 'object' || properties !== undefined) {
    const needed = required as readonly string[];
    const all = Object.entries((properties ?? {}) as Schemas);
    const must = all.filter(([name]) => needed.includes(name));
    const shown = which === 'all' ? all : must.length > 0 ? must : all.slice(0, 2);
    return Object.fromEntries(shown.map(([name, each]) => [name, exampleOf(each, schemas, which)]));
  }
  if (format === 'date-time') return '2026-01-31T12:00:00.000Z';
  if (format === 'date') return '2026-01-31';
  if (type === 'integer' || type === 'number')
    return typeof minimum === 'number' && minimum > 0 ? minimum : 1;
  return type === 'boolean' ? true : '…';
}

const credentials: Readonly<Record<ReferenceOperation['needs'], readonly string[]>> = {
  administrator: ['-H "Authorization: Bearer $TOKEN"'],
  token: ['-H "Authorization: Bearer $TOKEN"'],
  registration: ['-H "Authorization: Bearer $REGISTRATION_TOKEN"'],
  metrics: ['-H "Authorization: Bearer $METRICS_TOKEN"'],
  client: ['-u "$CLIENT_ID:$CLIENT_SECRET"'],
  nobody: [],
};

/** A call of the server itself; what differs stands as a variable of the shell. */
function callOf({ path, method, said }: Place, { baseUrl, schemas }: Server): string {
  const placed = path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const needed = (said.parameters ?? []).filter((each) => each.in === 'query' && each.required === true);
  const query = needed.map(({ name }) => `${name}=$${name.toUpperCase()}`).join('&');
  const address = `"${baseUrl}${placed}${query === '' ? '' : `?${query}`}"`;
  const content = said.requestBody?.content ?? {};
  const json = content['application/json'];
  const form = content['application/x-www-form-urlencoded'];
  const example = json === undefined ? null : JSON.stringify(exampleOf(json.schema, schemas, 'needed'));
  const fields = form === undefined ? [] : Object.keys(exampleOf(form.schema, schemas, 'needed') as Json);
  return [
    method === 'GET' ? `curl ${address}` : `curl -X ${method} ${address}`,
    ...credentials[needsOf(said)],
    ...(example === null ? [] : ['-H "Content-Type: application/json"', `-d '${example}'`]),
    ...fields.map((name) => `-d "${name}=$${name.toUpperCase()}"`),
  ].join(' \\\n  ');
}
