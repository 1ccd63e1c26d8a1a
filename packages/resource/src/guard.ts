import type { Reply } from '@grantor/protocol';
import type { Access, AuthenticationNeed } from './access.ts';

/** One request, without the framework it came through. */
export type GuardRequest = {
  readonly method: string;
  /** As received, mount prefix included: an absolute URL, or path and query. */
  readonly url: string;
  /**
   * The values of every header line with this name (lower case), in their order. Where the platform joins
   * lines (a `Headers` object), the joined value is one line.
   */
  header(name: string): readonly string[];
  /** The client's certificate on this connection, in DER, or null. */
  readonly certificate: Uint8Array | null;
  /** The address of the peer, or null when the platform does not tell. */
  readonly peer: string | null;
};

/** What one operation needs beyond a valid token. */
export type Need = AuthenticationNeed & {
  /** All of these, instead of the scopes required by default. */
  readonly scopes?: readonly string[];
};

export type CheckResult =
  | {
      readonly kind: 'allowed';
      /** Null where nobody was asked for a token: a `public` path, or a preflight left to the application. */
      readonly access: Access | null;
      /** To be added to whatever the application answers (a fresh DPoP nonce, CORS). */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'denied'; readonly reply: Reply };

export type Guard = {
  /** Whether the request may be served; never rejects: what goes wrong inside is a denial. */
  check(request: GuardRequest, need?: Need): Promise<CheckResult>;
  /**
   * What the guard itself answers before any token is asked for, or undefined: the metadata document, 404
   * for other well-known documents of authorization servers, preflights where `cors` is `answered`.
   */
  metadata(request: GuardRequest): Reply | undefined;
};
