/** What a back-channel endpoint answers: plain data, because status and headers are protocol. */

import { type ErrorCode, type OAuthError, wireName } from './errors.ts';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For the log only, never sent. */
  readonly note: {
    readonly error: ErrorCode | null;
    readonly clientId: string | null;
    /** Why, where the answer says less; never holds a secret. */
    readonly detail?: string;
  };
};

const quiet = { error: null, clientId: null } as const;

// RFC 6749 §5.1, protocol.md G-6
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

// protocol.md G-5: no member is null
type Member = string | number | boolean | undefined | object;

/** 200 with a JSON object; members that are `undefined` are omitted (protocol.md G-5). */
export const jsonReply = (value: Readonly<Record<string, Member>>): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...noStore },
  body: JSON.stringify(value),
  note: quiet,
});

/** The same with 201: something was made. */
export const createdReply = (value: Readonly<Record<string, Member>>): Reply => ({
  ...jsonReply(value),
  status: 201,
});

/** The same with 202: it is not decided yet. */
export const acceptedReply = (value: Readonly<Record<string, Member>>): Reply => ({
  ...jsonReply(value),
  status: 202,
});

/** 200 with a signed document (OpenID Connect Core §5.3.2, RFC 9701 §5). */
export const jwtReply = (jwt: string, type = 'application/jwt'): Reply => ({
  status: 200,
  headers: { 'content-type': type, ...noStore },
  body: jwt,
  note: quiet,
});

/** 200 without a body (RFC 7009 §2.2). */
export const emptyReply = (): Reply => ({ status: 200, headers: { ...noStore }, body: null, note: quiet });

/** 204: it is done, and there is nothing to say. */
export const noContentReply = (): Reply => ({ ...emptyReply(), status: 204 });

/** 200 that any cache may keep for `seconds`, with the entity tag of the body. */
export const publicReply = (document: {
  body: string;
  type: string;
  etag: string;
  seconds: number;
}): Reply => ({
  status: 200,
  headers: {
    'content-type': document.type,
    'cache-control': `public, max-age=${document.seconds}`,
    etag: document.etag,
  },
  body: document.body,
  note: quiet,
});

/** The error as JSON with its status; the body holds exactly `error` and `error_description` (protocol.md G-5). */
export function errorReply(error: OAuthError, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      ...noStore,
      ...(error.retryAfter === undefined
        ? {}
        : { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter))) }),
      ...headers,
    },
    body: JSON.stringify({ error: wireName(error.code), error_description: error.description }),
    note: {
      error: error.code,
      clientId: error.clientId ?? null,
      ...(error.detail === undefined ? {} : { detail: error.explanation }),
    },
  };
}

/** The same reply, with the client named for the log. */
export const noting = (reply: Reply, clientId: string): Reply => ({
  ...reply,
  note: { ...reply.note, clientId },
});
