/** From a request to a call of the table, and from its answer back (product.md M-2). */

import { parseQuery } from '@grantor/protocol';
import { z } from 'zod';
import type { Actor } from '../administration/change.ts';
import { type Exchange, type Handler, header } from '../http/exchange.ts';
import { jsonBody } from '../http/json-body.ts';
import { type Outgoing, withHeaders } from '../http/message.ts';
import { type FieldError, invalid, Problem, sendProblem } from '../http/problem.ts';
import { idIn } from '../http/routes.ts';
import { apiPolicy, download } from '../http/send.ts';
import type { Site } from '../site/site.ts';
import { readCaller } from './caller.ts';
import type { Call, Operation } from './operation.ts';
import { apiPath } from './paths.ts';
import { type Given, keyHeader, runOnce } from './repeated.ts';

/** The pattern of the operation's path, as routes have it. */
export const patternOf = ({ path }: Pick<Operation, 'path'>): string =>
  apiPath + path.replaceAll(/\{[a-z_]+\}/g, '{id}');

/** Answers with what the operation does, or with the problem that stands against it. */
export const handlerFor =
  (operation: Operation, site: Site): Handler =>
  async (exchange) => {
    try {
      const { actor, nonce } = await readCaller(exchange, site);
      const call = await readCall(operation, { exchange, site, actor });
      const answer = send(await runOnce(operation, { call, exchange }));
      return nonce === null ? answer : withHeaders(answer, { 'dpop-nonce': nonce }); // RFC 9449 §8.2
    } catch (failure) {
      if (failure instanceof Problem) return sendProblem(failure, exchange);
      throw failure;
    }
  };

type World = { readonly exchange: Exchange; readonly site: Site; readonly actor: Actor };

async function readCall(
  operation: Operation,
  { exchange, site, actor }: World,
): Promise<Call<unknown, unknown>> {
  const ids = idIn(exchange.path, patternOf(operation))?.split('/') ?? [];
  const sent = parseQuery(exchange.query);
  const shape = operation.query ?? z.strictObject({});
  const pairs = sent.entries().map(([name]) => [name, sent.get(name)] as const);
  const query = read(shape, { ...Object.fromEntries(pairs), ...numbersIn(shape, exchange) });
  return {
    site,
    actor,
    ids,
    query,
    body: await readBody(operation, exchange),
    seen: seenBy(operation, exchange),
  };
}

/** A number is written with digits alone; nothing at all is none, where any other parameter without a value is as if left out. */
function numbersIn({ shape }: z.ZodObject, { query }: Exchange): Readonly<Record<string, string>> {
  const sent = new URLSearchParams(query);
  const wrong = Object.entries(shape).filter(([name, described]) => {
    const inner = described instanceof z.ZodDefault ? described.unwrap() : described;
    return inner instanceof z.ZodNumber && sent.has(name) && !/^\d{1,9}$/.test(sent.get(name) ?? '');
  });
  return Object.fromEntries(wrong.map(([name]) => [name, 'no number']));
}

/** What has nothing to say may say nothing. */
async function readBody({ body: shape }: Operation, exchange: Exchange): Promise<unknown> {
  if (shape === null) return null;
  const sent = await jsonBody(exchange);
  return read(shape, sent === undefined ? {} : sent);
}

/**
 * The same without HTTP: what the operation answers to somebody who may ask, whose `given` its schemas have read.
 * Throws a Problem.
 */
export async function perform(
  operation: Operation,
  { site, actor }: Pick<World, 'site' | 'actor'>,
  given: { readonly ids?: readonly string[]; readonly query?: object; readonly body?: object },
): Promise<unknown> {
  const query = read(operation.query ?? z.strictObject({}), given.query ?? {});
  const body = operation.body === null ? null : read(operation.body, given.body ?? {});
  const call = { site, actor, ids: given.ids ?? [], query, body, seen: null };
  return (await operation.run(call)).body;
}

/** What the schema makes of it. Throws 422 with all that is wrong. */
function read(shape: z.ZodType, value: unknown): unknown {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap(errorsOf));
}

function errorsOf(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.map(String).join('.');
  const within = (name: string): string => (field === '' ? name : `${field}.${name}`);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: within(key), code: 'unknown', message: 'It is not known.' }));
  return [{ field, code: issue.code, message: issue.message }];
}

/** One entity tag or `*`; it is never passed over in silence. */
function seenBy({ versioned }: Operation, exchange: Exchange): string | null {
  const given = header(exchange, 'if-match')?.trim();
  if (given === undefined) return null;
  if (versioned !== true)
    throw new Problem('unreadable', { code: 'no_if_match', detail: 'This operation takes no If-Match.' });
  if (given === '*') return null;
  const [, tag] = /^"([\x21\x23-\x7e]+)"$/.exec(given) ?? [];
  if (tag !== undefined) return tag;
  throw new Problem('unreadable', {
    code: 'unreadable_if_match',
    detail: 'If-Match has to be one entity tag.',
  });
}

function send({ status, body, version, location, repeated }: Given): Outgoing {
  if (isParts(body)) return download({ name: 'audit-events.csv', type: 'text/csv; charset=utf-8' }, body);
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-security-policy': apiPolicy,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { etag: `"${version}"` }),
      ...(location === undefined ? {} : { location: apiPath + location }),
      ...(repeated ? { [`${keyHeader}-repeated`]: 'true' } : {}),
    },
    cookies: [],
    body: body === null ? null : JSON.stringify(body),
  };
}

const isParts = (body: unknown): body is AsyncIterable<string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
