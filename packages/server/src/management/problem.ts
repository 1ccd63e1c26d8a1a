/** What the management API answers when it does not do what was asked: problem documents (RFC 9457, product.md M-2). */

import type { OAuthError } from '@grantor/protocol';
import { z } from 'zod';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { apiPolicy } from '../http/send.ts';

/** What is wrong with one member of the body, the query or the path. */
export type FieldError = { readonly field: string; readonly code: string; readonly message: string };

type Refusal = {
  readonly status: number;
  /** For programs: a word of a closed list. */
  readonly code: string;
  /** For people, in English; constant text. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
};

/** Ends the handling of a request with this answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

export const problemShape = z
  .strictObject({
    type: z.string().describe('Always about:blank: `code` tells problems apart.'),
    title: z.string().describe('The meaning of the status.'),
    status: z.int(),
    detail: z.string().describe('What happened, for people.'),
    code: z.string().describe('What happened, for programs.'),
    errors: z
      .array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with what was sent, by member.'),
    request_id: z.string().describe('Names the request in the log of the server.'),
  })
  .meta({ id: 'Problem' });

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export const problemType = 'application/problem+json';

export function sendProblem({ refusal }: Problem, exchange: Exchange): Outgoing {
  const { status, code, detail, errors, headers } = refusal;
  exchange.note({ error: code });
  const body: z.input<typeof problemShape> = {
    ...{ type: 'about:blank', title: titles[status] ?? 'Error', status, detail, code },
    ...(errors === undefined ? {} : { errors: [...errors] }),
    request_id: exchange.source.requestId,
  };
  return {
    status,
    headers: {
      'content-type': problemType,
      'cache-control': 'no-store',
      'content-security-policy': apiPolicy,
      ...headers,
    },
    cookies: [],
    body: JSON.stringify(body),
  };
}

/** An error of the protocol as such a document. */
export function problemOf(error: OAuthError): Problem {
  const { status, code, description, retryAfter } = error;
  const headers = retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } };
  return new Problem({ status, code, detail: description, ...headers });
}

export const noSuch = (): Problem =>
  new Problem({ status: 404, code: 'not_found', detail: 'There is nothing of this id.' });

/** A guard, or what is there already, stands against it. */
export const conflict = (code: string, detail: string, errors?: readonly FieldError[]): Problem =>
  new Problem({ status: 409, code, detail, ...(errors === undefined ? {} : { errors }) });

export const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem({ status: 422, code: 'invalid', detail: 'What was sent breaks rules.', errors });

/** Another version than `If-Match` names (RFC 9110 §13.1.1). */
export const stale = (): Problem =>
  new Problem({ status: 412, code: 'stale', detail: 'It was changed since it was read.' });
