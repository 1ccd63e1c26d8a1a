/** The management API as an OpenAPI 3.1 document, from the schemas that validate (product.md M-3). */

import { z } from 'zod';
import { type ProblemKind, problemShape, problems, problemType, successes } from '../http/problem.ts';
import { adminScope, apiPath } from './caller.ts';
import type { Operation } from './operation.ts';

type Json = Record<string, unknown>;

/** Whatever is asked. */
const always = ['unreadable', 'unauthenticated', 'forbidden', 'invalid', 'tooMany', 'fault'] as const;

export function openApi(
  operations: readonly Operation[],
  { baseUrl, title, version }: { readonly baseUrl: string; readonly title: string; readonly version: string },
): Json {
  const schemas: Json = {};
  const shown = schemaReader(schemas);
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = describe(operation, shown);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: `${title}: management API`, version },
    servers: [{ url: baseUrl + apiPath }],
    security: [{ administrator: [adminScope] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        administrator: {
          type: 'oauth2',
          description: `An access token of this server for the resource ${baseUrl}${apiPath}.`,
          flows: {
            authorizationCode: {
              authorizationUrl: `${baseUrl}/oauth/authorize`,
              tokenUrl: `${baseUrl}/oauth/token`,
              scopes: { [adminScope]: 'Administration' },
            },
            clientCredentials: {
              tokenUrl: `${baseUrl}/oauth/token`,
              scopes: { [adminScope]: 'Administration' },
            },
          },
        },
      },
    },
  };
}

type SchemaReader = (shape: z.ZodType, io: 'input' | 'output') => Json;

/** Schemas that have a name stand in `schemas`, once, and are referred to. */
function schemaReader(schemas: Json): SchemaReader {
  return (shape, io) => {
    const whole = z.toJSONSchema(z.object({ it: shape }), { io, unrepresentable: 'any' });
    const { properties, $defs = {} } = pointed(whole) as { properties: { it: Json }; $defs?: Json };
    Object.assign(schemas, $defs);
    return properties.it;
  };
}

const pointed = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema), (name, value) =>
    name === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : value,
  );

function describe(operation: Operation, shown: SchemaReader): Json {
  const { name, tag, summary, path, query, body, method, versioned } = operation;
  const parameters = [
    ...[...path.matchAll(/\{([a-z_]+)\}/g)].map(([, id]) =>
      parameter('path', String(id), { type: 'string' }),
    ),
    ...(query === null ? [] : queryParameters(shown(query, 'input'))),
    ...(method === 'POST'
      ? [parameter('header', 'Idempotency-Key', { type: 'string', maxLength: 255 })]
      : []),
    ...(versioned === true ? [parameter('header', 'If-Match', { type: 'string' })] : []),
  ];
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null
      ? {}
      : { requestBody: { content: { 'application/json': { schema: shown(body, 'input') } } } }),
    responses: responses(operation, shown),
  };
}

const parameter = (place: 'path' | 'query' | 'header', name: string, schema: Json): Json => ({
  name,
  in: place,
  ...(place === 'path' ? { required: true } : {}),
  schema,
});

function queryParameters({ properties = {} }: Json): readonly Json[] {
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    ...parameter('query', name, schema),
    ...(description === undefined ? {} : { description }),
  }));
}

function responses({ success, answer, problems: own = [], method }: Operation, shown: SchemaReader): Json {
  const content = { [problemType]: { schema: shown(problemShape, 'output') } };
  // A key may be that of a request that is being worked on
  const kinds: ReadonlySet<ProblemKind> = new Set([
    ...always,
    ...own,
    ...(method === 'POST' ? (['conflict'] as const) : []),
  ]);
  const { status, means } = successes[success];
  return {
    [status]: { description: means, ...(answer === null ? {} : { content: contentOf(answer, shown) }) },
    ...Object.fromEntries(
      [...kinds].map((kind) => [problems[kind].status, { description: problems[kind].means, content }]),
    ),
  };
}

const contentOf = (answer: z.ZodType | 'csv', shown: SchemaReader): Json =>
  answer === 'csv'
    ? { 'text/csv': { schema: { type: 'string' } } }
    : { 'application/json': { schema: shown(answer, 'output') } };
