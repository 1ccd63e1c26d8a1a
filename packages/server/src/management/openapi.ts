/** Everything the server answers as an OpenAPI 3.1 document, from the schemas that validate (product.md M-3). */

import { endpoints as protocol } from '@grantor/engine';
import { z } from 'zod';
import { type ProblemKind, problemShape, problems, problemType, successes } from '../http/problem.ts';
import { adminScope } from './caller.ts';
import { type Operation, tags } from './operation.ts';
import { apiPath } from './paths.ts';
import type { DescribedEndpoint } from './protocol-endpoints.ts';
import { keyShape } from './repeated.ts';

type Json = Record<string, unknown>;

/** Whatever is asked. */
const always = ['unreadable', 'unauthenticated', 'forbidden', 'invalid', 'tooMany', 'fault', 'busy'] as const;
const ofBodies = ['tooLarge', 'encoded'] as const;
const ofPosts = ['conflict'] as const; // a key may be that of a request that is being worked on

/** What the parser answers before anything reads the address, without a body (protocol.md §1). */
const unread = {
  408: { description: 'The request did not come whole within 30 seconds' },
  431: { description: 'The request line and the headers are longer than 32 KiB' },
};

export type Described = {
  readonly baseUrl: string;
  readonly title: string;
  readonly version: string;
  /** What is answered beside the operations. */
  readonly endpoints: readonly DescribedEndpoint[];
};

export function openApi(operations: readonly Operation[], about: Described): Json {
  const { baseUrl, title, version, endpoints } = about;
  const schemas: Json = {};
  const shown = schemaReader(schemas);
  const paths: Record<string, Json> = {};
  const add = (path: string, method: string, said: Json): void => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: said };
  };
  for (const operation of operations)
    add(apiPath + operation.path, operation.method, describe(operation, shown));
  for (const endpoint of endpoints) add(endpoint.path, endpoint.method, describeEndpoint(endpoint, shown));
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: baseUrl }],
    security: [{ administrator: [adminScope] }],
    tags: [
      ...tags.filter((name) => operations.some(({ tag }) => tag === name)),
      ...['protocol', 'health'],
    ].map((name) => ({ name })),
    paths,
    components: { schemas, securitySchemes: securitySchemes(baseUrl) },
  };
}

function securitySchemes(baseUrl: string): Json {
  const scopes = { [adminScope]: 'Administration' };
  const tokenUrl = baseUrl + protocol.token.path;
  const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description });
  return {
    administrator: {
      type: 'oauth2',
      description: `An access token of this server for the resource ${baseUrl}${apiPath}.`,
      flows: {
        authorizationCode: {
          authorizationUrl: baseUrl + protocol.authorization.path,
          ...{ tokenUrl, scopes },
        },
        clientCredentials: { tokenUrl, scopes },
      },
    },
    client: {
      ...{ type: 'http', scheme: 'basic' },
      description:
        'The client, by its secret; others authenticate otherwise, or name themselves in the body.',
    },
    token: bearer('An access token of this server.'),
    registration: bearer('What lets the caller register clients, or manage the one that it registered.'),
    metrics: bearer('METRICS_TOKEN, where it is set.'),
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
    ...pathParameters(path),
    ...(query === null ? [] : queryParameters(shown(query, 'input'))),
    ...(method === 'POST'
      ? [parameter('header', 'Idempotency-Key', { type: 'string', pattern: keyShape.source })]
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

const pathParameters = (path: string): readonly Json[] =>
  [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, id]) => parameter('path', String(id), idShape));

/** As the routes take them. */
const idShape = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,400}$' };

const parameter = (place: 'path' | 'query' | 'header', name: string, schema: Json): Json => ({
  name,
  in: place,
  ...(place === 'path' ? { required: true } : {}),
  schema,
});

function queryParameters({ properties = {}, required = [] }: Json): readonly Json[] {
  const needed = required as readonly string[];
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    ...parameter('query', name, schema),
    ...(needed.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
  }));
}

/** Whoever may come without credentials, too. */
const withOrWithout: readonly DescribedEndpoint['security'][] = ['client', 'registration', 'metrics'];

function describeEndpoint(endpoint: DescribedEndpoint, shown: SchemaReader): Json {
  const { name, tag, summary, path, query, form, json, security, answers } = endpoint;
  const parameters = [
    ...pathParameters(path),
    ...(query === undefined ? [] : queryParameters(shown(query, 'input'))),
  ];
  const content = {
    ...(form === undefined ? {} : { 'application/x-www-form-urlencoded': { schema: shown(form, 'input') } }),
    ...(json === undefined ? {} : { 'application/json': { schema: shown(json, 'input') } }),
  };
  const asked = security === 'nobody' ? [] : [{ [security]: [] }];
  return {
    operationId: name,
    tags: [tag],
    summary,
    security: withOrWithout.includes(security) ? [...asked, {}] : asked,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(Object.keys(content).length === 0 ? {} : { requestBody: { content } }),
    responses: { ...endpointAnswers(answers, shown), ...unread },
  };
}

const endpointAnswers = (answers: DescribedEndpoint['answers'], shown: SchemaReader): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { means, contents = {} }]) => {
      const media = Object.entries(contents).map(([type, shape]) => [
        type,
        { schema: shown(shape, 'output') },
      ]);
      const content = media.length === 0 ? {} : { content: Object.fromEntries(media) };
      return [status, { description: means, ...content }];
    }),
  );

function responses(operation: Operation, shown: SchemaReader): Json {
  const { success, answer, problems: own = [], method, body } = operation;
  const content = { [problemType]: { schema: shown(problemShape, 'output') } };
  const kinds: ReadonlySet<ProblemKind> = new Set([
    ...always,
    ...own,
    ...(body === null ? [] : ofBodies),
    ...(method === 'POST' ? ofPosts : []),
  ]);
  const { status, means } = successes[success];
  return {
    [status]: { description: means, ...(answer === null ? {} : { content: contentOf(answer, shown) }) },
    ...Object.fromEntries(
      [...kinds].map((kind) => [problems[kind].status, { description: problems[kind].means, content }]),
    ),
    ...unread,
  };
}

const contentOf = (answer: z.ZodType | 'csv', shown: SchemaReader): Json =>
  answer === 'csv'
    ? { 'text/csv': { schema: { type: 'string' } } }
    : { 'application/json': { schema: shown(answer, 'output') } };
