/** What the front channel may come to. */

import type { ClientId, Epoch, ErrorCode, Hash, OAuthError } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import type { DetailWords } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { InclusiveWords, Resource, ScopeWords } from '../model/resource.ts';
import type { Delivery } from '../model/response-mode.ts';
import type { SentClientId } from '../ports/observer.ts';

/** Where and how an answer reaches the client; made only after the redirect URI was verified. */
export type Channel = { readonly redirectUri: string; readonly mode: Delivery };

export type ScopeRequest = InclusiveWords & {
  readonly name: string;
  /** What is said of the credential that it opens, at whatever resource it stands besides; absent: it opens none. */
  readonly credential?: ScopeWords;
  /** The words of a scope that belongs to no resource, for where it stands beside one that takes any; absent: it does. */
  readonly ofNoResource?: InclusiveWords;
  /** Whether an earlier approval covers it. */
  readonly known: boolean;
};

export type AskedClaim = {
  readonly name: string;
  /** Whether an earlier approval covers it. */
  readonly known: boolean;
};

export type AskedResource = {
  readonly resource: Resource;
  /** What tokens for it will say about the person. */
  readonly learns: readonly AskedClaim[];
};

/** A value as it was sent; the values of a list stand together. */
export type DetailRow = {
  readonly path: string;
  /** null: nobody gave it one. */
  readonly label: DetailWords | null;
  readonly values: readonly string[];
};

/** One object, all of it. */
export type DescribedDetail = {
  readonly type: string;
  /** null: nobody registered the type. */
  readonly title: DetailWords | null;
  readonly rows: readonly DetailRow[];
};

export type AskedDetail = DescribedDetail & {
  /** Whether an earlier approval covers it. */
  readonly known: boolean;
};

/** What a page that asks for it says. */
export type AskedAccess = {
  readonly scopes: readonly ScopeRequest[];
  readonly resources: readonly AskedResource[];
  /** Asked for by name, beyond what the scopes hold. */
  readonly claims: readonly AskedClaim[];
  readonly details: readonly AskedDetail[];
  /** What an approval will be bound to, also where no page shows it. */
  readonly terms: readonly string[];
};

/** What a request makes of a grant that is there already (advanced.md GMT-5). */
export type GrantChange = {
  readonly action: 'merge' | 'replace';
  /** Of the grant as it is now. */
  readonly revision: number;
  /** What it will not hold any more. */
  readonly removed: Omit<AskedAccess, 'terms'>;
};

export type Step =
  | {
      readonly kind: 'login';
      readonly reason: 'signed_out' | 'reauthenticate' | 'other_account';
      /** The only person who may go on, as the client knows them; null: anybody. */
      readonly requiredSubject: string | null;
      readonly loginHint: string | null;
    }
  /** The session stays, and is raised by one factor more. */
  | { readonly kind: 'step_up'; readonly session: BrowserSession; readonly factor: 'any' | 'passkey' }
  | { readonly kind: 'select_account'; readonly session: BrowserSession }
  /** The person is not among those who may use the client; all they can do is go back (product.md §8). */
  | { readonly kind: 'not_a_member'; readonly session: BrowserSession }
  | ({
      readonly kind: 'consent';
      readonly session: BrowserSession;
      /** null: no grant that is there is changed. */
      readonly change: GrantChange | null;
    } & AskedAccess);

export type Interaction = {
  /** The id to come back with; only this browser can use it. */
  readonly flow: string;
  /** How long it can be used. */
  readonly until: Epoch;
  /** What is read of the authorization request, to begin with again once the flow is over. */
  readonly request: string;
  readonly client: Client;
  readonly redirectUri: string;
  readonly uiLocales: readonly string[];
  readonly step: Step;
  /** What is asked of anybody, whoever will sign in: to be shown before that is known (clients.md §10). */
  readonly ofAnybody: AskedAccess;
};

export type AuthorizeOutcome =
  | {
      readonly kind: 'interact';
      readonly interaction: Interaction;
      /** `changed`: a decision was made, but on another page than this one (protocol.md IN-6). */
      readonly occasion: 'asked' | 'changed';
    }
  | {
      readonly kind: 'answer';
      readonly clientId: ClientId;
      /** Why the answer is an error, for the log; null: it is none. */
      readonly refusal: { readonly code: ErrorCode; readonly explanation: string } | null;
      readonly channel: Channel;
      readonly parameters: readonly (readonly [string, string])[];
    }
  /** A self-registered client's error: shown with its redirect host, not followed (protocol.md AZ-2). */
  | {
      readonly kind: 'caution';
      readonly clientId: ClientId;
      readonly channel: Channel;
      readonly parameters: readonly (readonly [string, string])[];
      readonly error: OAuthError;
    }
  /** A posted request, stored; the browser comes back with GET so that its cookies are seen. */
  | { readonly kind: 'continue'; readonly flow: string }
  /** Nothing goes to the client; `asked`: what the request said of itself, and nobody has verified. */
  | {
      readonly kind: 'refuse';
      readonly error: OAuthError;
      readonly reason: 'request';
      readonly asked: { readonly client: SentClientId | null; readonly redirectUri: string | null };
    }
  | { readonly kind: 'refuse'; readonly error: OAuthError; readonly reason: 'flow' };

/** What is asked for by a request that waits for a decision. */
export type WaitingAccess = {
  readonly client: Client;
  readonly scopes: readonly ScopeRequest[];
  readonly resources: readonly AskedResource[];
  readonly details: readonly AskedDetail[];
  /** null: no grant that is there is changed. */
  readonly change: GrantChange | null;
};

/** What a device asks for, as a person is to see it (RFC 8628 §3.3). */
export type DeviceConfirmation = WaitingAccess & { readonly userCode: string };

/** What a client asks of the person it named, as they are to see it (CIBA §8). */
export type BackchannelConfirmation = WaitingAccess & {
  /** Its name on the pages of its person. */
  readonly id: Hash;
  readonly bindingMessage: string | null;
  /** What the session lacks of the level asked for, to allow it; null: nothing. */
  readonly factor: 'any' | 'passkey' | null;
  readonly issuedAt: Epoch;
  readonly expiresAt: Epoch;
};

export type BackchannelOutcome =
  | {
      readonly kind: 'confirm';
      readonly confirmation: BackchannelConfirmation;
      readonly occasion: 'asked' | 'changed';
    }
  /** The session has to be raised first; `factor`: what is missing. */
  | { readonly kind: 'step_up'; readonly factor: 'any' | 'passkey' }
  | { readonly kind: 'approved' | 'denied'; readonly client: Client }
  /** Unknown, somebody else's, expired, or decided in another way. */
  | { readonly kind: 'lost' };

export type DeviceOutcome =
  | {
      readonly kind: 'confirm';
      readonly confirmation: DeviceConfirmation;
      readonly occasion: 'asked' | 'changed';
    }
  | { readonly kind: 'approved' | 'denied'; readonly client: Client }
  /** The person is not among those who may use the client; all they can do is say no (product.md §8). */
  | { readonly kind: 'not_a_member'; readonly client: Client; readonly userCode: string }
  /** Unknown, used, decided and expired codes look alike (protocol.md DV-3). */
  | { readonly kind: 'unknown' }
  /** The code was entered in another session since, or somebody decided it first. */
  | { readonly kind: 'lost' };

/** Where a person goes after signing out (protocol.md LO-1). */
export type WayBack =
  | { readonly kind: 'none' }
  /** To a registered URI, `state` added. */
  | { readonly kind: 'redirect'; readonly uri: string }
  /** The same, only at a click: nothing but the client's own word speaks for this visit. */
  | { readonly kind: 'link'; readonly uri: string }
  /** Nowhere: the URI is not the client's, or nothing proves that this client asks. */
  | { readonly kind: 'refused'; readonly uri: string; readonly reason: 'unregistered' | 'no_hint' };

/** What a person is asked before they are signed out; the same parameters come back with the confirmation. */
export type EndSessionQuestion = {
  readonly client: Client | null;
  readonly wayBack: WayBack;
  readonly parameters: readonly (readonly [string, string])[];
};

export type EndSessionOutcome =
  | {
      readonly kind: 'ended';
      readonly wayBack: WayBack;
      /** Front-channel addresses to load (OpenID Connect Front-Channel Logout §3). */
      readonly frames: readonly string[];
      /** Whether they are of all clients that are told so; of very many they are of some. */
      readonly reach: 'all' | 'some';
      /** The browser session that was ended by this request; null: there was none. */
      readonly session: Hash | null;
    }
  /** Ask the person first; `changed`: they confirmed, but another question than this one. */
  | ({ readonly kind: 'confirm'; readonly occasion: 'asked' | 'changed' } & EndSessionQuestion)
  | { readonly kind: 'refuse'; readonly error: OAuthError };
