/** What an API answers when it does not do what was asked: problem documents (RFC 9457, product.md M-2). */

import { nonceIn } from '@grantor/engine';
import { bearerChallenge, type OAuthError, resourceChallenge } from '@grantor/protocol';
import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import type { Outgoing } from './message.ts';
import { type TokenFault, tokenFault } from './refuse.ts';
import { apiPolicy } from './send.ts';

/** What an operation comes to. */
export const successes = {
  value: { status: 200, means: 'Done' },
  made: { status: 201, means: 'Made' },
  nothing: { status: 204, means: 'Done, and there is nothing to say' },
} as const;

/** Why it does not. */
export const problems = {
  unreadable: { status: 400, means: 'The request cannot be read' },
  unauthenticated: { status: 401, means: 'No access token of this server for this API' },
  forbidden: { status: 403, means: 'The token lacks the scope, or its person the right' },
  missing: { status: 404, means: 'There is nothing of this id' },
  conflict: { status: 409, means: 'A guard, or what is there already, stands against it' },
  stale: { status: 412, means: 'It is another version than If-Match names' },
  tooLarge: { status: 413, means: 'The body is longer than 64 KiB' },
  encoded: { status: 415, means: 'The body is compressed: Content-Encoding is not taken' },
  invalid: { status: 422, means: 'What was sent breaks rules; `errors` names them' },
  tooMany: { status: 429, means: 'Too many requests; Retry-After says when to come back' },
  fault: { status: 500, means: 'A fault of the server' },
  busy: { status: 503, means: 'The server is busy; Retry-After says when to come back' },
} as const;

export type Success = keyof typeof successes;
export type ProblemKind = keyof typeof problems;

/** What is wrong with one member of the body, the query or a header. */
export type FieldError = { readonly field: string; readonly code: string; readonly message: string };

type Refusal = {
  /** For programs: a word of a closed list. */
  readonly code: string;
  /** For people, in English; constant text. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
};

/** Ends the handling of a request with such an answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly refusal: Refusal;

  constructor(kind: ProblemKind | { readonly status: number }, refusal: Refusal) {
    super(refusal.detail);
    this.status = typeof kind === 'string' ? problems[kind].status : kind.status;
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

export function sendProblem({ status, refusal }: Problem, exchange: Exchange): Outgoing {
  const { code, detail, errors, headers } = refusal;
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
export function problemOf({ status, code, description, retryAfter }: OAuthError): Problem {
  const headers = retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } };
  return new Problem({ status }, { code, detail: description, ...headers });
}

/** Nobody who may, with the challenge that says what is needed (RFC 6750 §3, §3.1). */
export function tokenProblem(fault: TokenFault | 'none', scope: string): Problem {
  const detail = sentences[fault];
  if (fault === 'none') {
    const headers = { 'www-authenticate': bearerChallenge({ scope }) };
    return new Problem('unauthenticated', { code: 'missing_token', detail, headers });
  }
  const { code: error } = tokenFault(fault, detail);
  const headers = { 'www-authenticate': bearerChallenge({ error, description: detail, scope }) };
  return new Problem(fault === 'scope' ? 'forbidden' : 'unauthenticated', { code: error, detail, headers });
}

type BoundDemand = {
  readonly scope: string;
  /** The algorithms of proofs. */
  readonly dpop: readonly string[];
};

/** The token is bound, and came without its proof or the nonce in it; null: under the wrong scheme (RFC 9449 §7.1, §7.2). */
export function holderProblem(failure: OAuthError | null, { scope, dpop }: BoundDemand): Problem {
  const { code, description } = failure ?? tokenFault('refused', sentences.bound);
  const error = { code, description };
  const challenge = resourceChallenge({ dpop, error, scope: [scope], metadata: null });
  const headers = { 'www-authenticate': challenge, ...(failure === null ? {} : nonceIn(failure)) };
  return new Problem('unauthenticated', { code, detail: description, headers });
}

const sentences = {
  bound: 'A bound access token comes as DPoP with its proof, or with its certificate; any other as Bearer.',
  none: 'An access token for this API is needed.',
  refused: 'The access token is not for this API, or counts no more.',
  scope: 'An administrator has to allow the scope of this API.',
} as const;

export const tooMany = (seconds: number): Problem =>
  new Problem('tooMany', {
    code: 'rate_limit_exceeded',
    detail: 'There were too many requests.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  });

export const noSuch = (): Problem =>
  new Problem('missing', { code: 'not_found', detail: 'There is nothing of this id.' });

/** A guard, or what is there already, stands against it. */
export const conflict = (code: string, detail: string, errors?: readonly FieldError[]): Problem =>
  new Problem('conflict', { code, detail, ...(errors === undefined ? {} : { errors }) });

export const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem('invalid', { code: 'invalid', detail: 'What was sent breaks rules.', errors });

/** Another version than `If-Match` names. */
export const stale = (): Problem =>
  new Problem('stale', { code: 'stale', detail: 'It was changed since it was read.' });
