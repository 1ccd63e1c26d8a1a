import { type Epoch, isWithin, type Reply, type Secret } from '@grantor/protocol';
import { toFetch } from '../request/response.ts';
import type { Denial } from './denial.ts';

/** The local user behind a token, as user resolution found it (resource.md §4). */
export type User = {
  /** The id of the row, or `{issuer}#{subject}` where there is none. */
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
};

export type Scheme = 'Bearer' | 'DPoP';

/** What a valid token says; times in seconds since 1970. */
export type AccessFacts = {
  /** Null for a local token without issuer. */
  readonly issuer: string | null;
  readonly subject: string | null;
  /** `client_id`, else `azp`. */
  readonly clientId: string | null;
  /** Implied ones included. */
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly expiresAt: Epoch;
  readonly issuedAt: Epoch | null;
  readonly tokenId: string | null;
  readonly acr: string | null;
  readonly authTime: Epoch | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly scheme: Scheme;
  /** Null unless `users` is configured. */
  readonly user: User | null;
  readonly token: Secret;
};

/** How strong and how recent a sign-in must be (RFC 9470 §3). */
export type AuthenticationNeed = {
  /** Any of these. */
  readonly acr?: readonly string[];
  /** Seconds since the person signed in. */
  readonly maxAge?: number;
};

/** What one operation needs beyond a valid token. */
export type Need = AuthenticationNeed & {
  /** All of these, instead of the scopes required by default. */
  readonly scopes?: readonly string[];
};

/** Thrown where an operation needs more than the token holds; `reply` is the 403 or 401 to answer with. */
export class AccessError extends Error {
  readonly denial: Denial;
  readonly reply: Reply;
  /** What Express and its like answer with where nobody looks at `reply`. */
  readonly status: number;
  readonly headers: Reply['headers'];

  constructor(denial: Denial, reply: Reply) {
    super(denial.kind === 'missing_scope' ? `missing scope: ${denial.scopes.join(' ')}` : denial.kind);
    this.name = 'AccessError';
    this.denial = denial;
    this.reply = reply;
    this.status = reply.status;
    this.headers = reply.headers;
  }

  /** The name by which Hono knows an error that is an answer, and no bug to write into the log. */
  getResponse(): Response {
    return toFetch(this.reply);
  }
}

export type Judgement = {
  /** When the token was checked. */
  readonly now: Epoch;
  /** The answer to a denial of this request. */
  refuse(denial: Denial): Reply;
};

/** What the caller may do. Made by the guard only, after every check has passed. */
export type Access = AccessFacts & {
  /** Throws an `AccessError` (403) unless every scope is held (RFC 6750 §3.1). */
  require(...scopes: readonly string[]): void;
  /** Throws an `AccessError` (401) unless the sign-in was strong and recent enough (RFC 9470 §3). */
  requireAuthentication(need: AuthenticationNeed): void;
};

/** The access that these facts give; a test of a handler may make its own. */
export function createAccess(facts: AccessFacts, judgement: Judgement): Access {
  const refuse = (denial: Denial): never => {
    throw new AccessError(denial, judgement.refuse(denial));
  };
  return {
    ...facts,
    require(...scopes) {
      // resource.md §4: the operation's full list, whatever is already granted
      if (!isWithin(scopes, facts.scopes)) refuse({ kind: 'missing_scope', scopes });
    },
    requireAuthentication({ acr = [], maxAge }) {
      const isStrong = acr.length === 0 || (facts.acr !== null && acr.includes(facts.acr));
      const isRecent =
        maxAge === undefined || (facts.authTime !== null && judgement.now - facts.authTime <= maxAge);
      if (!isStrong || !isRecent) refuse({ kind: 'weak_authentication', acr, maxAge: maxAge ?? null });
    },
  };
}
