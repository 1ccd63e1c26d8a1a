/** Plain-data requests, the visitor, and what the front channel may come to. */

import type { Hash, OAuthError, UserId } from '@grantor/protocol';
import type { Source } from './facts.ts';
import type { BrowserSession } from './model/authentication.ts';
import type { Client } from './model/client.ts';
import type { Resource } from './model/resource.ts';

export type BackChannelRequest = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly authorization: string | undefined;
  /** Without the question mark. */
  readonly query: string;
  readonly body: Uint8Array;
  readonly source: Source;
};

/** A back-channel request whose body is asked for only once somebody may send one (clients.md §2). */
export type RegistrationRequest = Omit<BackChannelRequest, 'body'> & {
  /** Rejects with `payload_too_large` (protocol.md §1). */
  body(): Promise<Uint8Array>;
};

/** RFC 7592 §2 */
export type ClientConfigurationRequest = RegistrationRequest & { readonly clientId: string };

/** Parameters by GET, or by POST (OpenID Connect Core §3.1.2.1); the body wins (protocol.md §5). */
export type FrontChannelRequest = {
  readonly query: string;
  readonly form: { readonly contentType: string | undefined; readonly body: Uint8Array } | null;
  readonly source: Source;
};

/** Who is looking: the browser's own cookie, and its session if it is signed in. */
export type Visitor = {
  /** SHA-256 of the browser cookie that flows are bound to. */
  readonly browser: Hash;
  readonly session: BrowserSession | null;
};

/** Where and how an answer reaches the client; made only after the redirect URI was verified. */
export type ResponseMode = 'query' | 'fragment' | 'form_post';
export type Channel = { readonly redirectUri: string; readonly mode: ResponseMode };

export type ScopeRequest = {
  readonly name: string;
  readonly description: string | null;
  /** Whether an earlier approval covers it. */
  readonly known: boolean;
};

export type Step =
  | {
      readonly kind: 'login';
      readonly reason: 'signed_out' | 'reauthenticate' | 'other_account';
      /** The only account that may go on, or null for any. */
      readonly requiredUser: UserId | null;
      readonly loginHint: string | null;
    }
  | { readonly kind: 'select_account'; readonly session: BrowserSession }
  | {
      readonly kind: 'consent';
      readonly session: BrowserSession;
      readonly scopes: readonly ScopeRequest[];
      readonly resources: readonly Resource[];
      readonly claims: readonly string[];
    };

export type Interaction = {
  /** The id to come back with; only this browser can use it. */
  readonly flow: string;
  readonly client: Client;
  readonly redirectUri: string;
  readonly uiLocales: readonly string[];
  readonly step: Step;
};

export type AuthorizeOutcome =
  | { readonly kind: 'interact'; readonly interaction: Interaction }
  | {
      readonly kind: 'answer';
      readonly channel: Channel;
      readonly parameters: readonly (readonly [string, string])[];
    }
  /** A self-registered client's error: shown with its redirect host, not followed (protocol.md AZ-2). */
  | {
      readonly kind: 'caution';
      readonly channel: Channel;
      readonly parameters: readonly (readonly [string, string])[];
      readonly error: OAuthError;
    }
  /** A posted request, stored; the browser comes back with GET so that its cookies are seen. */
  | { readonly kind: 'continue'; readonly flow: string }
  | { readonly kind: 'refuse'; readonly error: OAuthError; readonly reason: 'request' | 'flow' };

export type ConsentDecision = 'approve' | 'deny' | 'continue';

export type DeviceOutcome =
  | {
      readonly kind: 'confirm';
      readonly client: Client;
      readonly scopes: readonly ScopeRequest[];
      readonly resources: readonly Resource[];
      readonly userCode: string;
    }
  | { readonly kind: 'approved' | 'denied'; readonly client: Client }
  /** Unknown, used, decided and expired codes look alike (protocol.md DV-3). */
  | { readonly kind: 'unknown' }
  /** The code was entered in another session since, or somebody decided it first. */
  | { readonly kind: 'lost' };

export type EndSessionOutcome =
  | {
      readonly kind: 'ended';
      readonly redirect: string | null;
      /** Front-channel addresses to load (OpenID Connect Front-Channel Logout §3). */
      readonly frames: readonly string[];
      /** The browser session that was ended by this request; null: there was none. */
      readonly session: Hash | null;
    }
  /** Ask the person first; the same parameters come back with the confirmation. */
  | {
      readonly kind: 'confirm';
      readonly client: Client | null;
      readonly parameters: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'refuse'; readonly error: OAuthError };
