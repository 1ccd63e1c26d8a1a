/** What the page shows on which a client is tried. product C-7 */

import type { ClientPlace } from '../clients/secret.ts';
import type { HiddenFields } from '../parts/form.ts';

export type TrialFlow = 'authorization_code' | 'device' | 'client_credentials';

/** What the client needs for a request of its own: nothing, its secret, an assertion it has signed, or its certificate. */
export type TrialProof = 'none' | 'secret' | 'assertion' | 'certificate';

/** How an authorization request goes: in the address or pushed before, signed by its client or not. */
export type TrialWay = 'browser' | 'pushed' | 'signed' | 'signed_pushed';

/** Whether the tokens are bound to a key of the trial (RFC 9449), or to the certificate of the client (RFC 8705). */
export type TrialBinding = 'bearer' | 'dpop' | 'certificate';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** As it was sent, or is to be; what is secret in it is masked. */
export type TrialRequest = {
  readonly method: 'GET' | 'POST';
  /** Without a query. */
  readonly address: string;
  readonly headers: Pairs;
  readonly parameters: Pairs;
  /** The same for a shell. */
  readonly command: string;
};

export type TrialAnswer = {
  /** null: it came through the browser, or was entered. */
  readonly status: number | null;
  readonly isRefusal: boolean;
  readonly headers: Pairs;
  readonly parameters: Pairs;
  readonly body: string | null;
};

export type TrialToken =
  | { readonly name: 'access_token' | 'id_token'; readonly form: 'opaque' }
  | {
      readonly name: 'access_token' | 'id_token';
      readonly form: 'jwt';
      readonly header: Readonly<Record<string, unknown>>;
      readonly claims: Readonly<Record<string, unknown>>;
      readonly isVerified: boolean;
    };

export type TrialStep = {
  readonly kind: 'pushed' | 'authorization' | 'callback' | 'device' | 'token' | 'userinfo';
  readonly request: TrialRequest | null;
  readonly answer: TrialAnswer | null;
};

/** What can be done after the steps that are shown. */
export type TrialNext =
  | { readonly kind: 'send'; readonly address: string }
  /** `claims`: JSON for the client to sign. */
  | { readonly kind: 'sign'; readonly claims: string; readonly way: TrialWay }
  | {
      readonly kind: 'request';
      readonly verb: 'exchange' | 'poll';
      readonly fields: HiddenFields;
      readonly open?: string;
    }
  /** The request is sent elsewhere, and its answer entered here. */
  | { readonly kind: 'enter'; readonly fields: HiddenFields }
  /** `token`: what stands for all of them when they are revoked. */
  | { readonly kind: 'revoke'; readonly token: string }
  | { readonly kind: 'none' };

export type TrialModel = ClientPlace & {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly proof: TrialProof;
  readonly scopes: string;
  readonly flows: readonly TrialFlow[];
  /** Of the request in the browser; one: the client has to. */
  readonly ways: readonly TrialWay[];
  readonly bindings: readonly [TrialBinding, ...TrialBinding[]];
  /** `impossible`: it is not active; `document`: it says itself where it comes back to. */
  readonly state: 'off' | 'on' | 'impossible' | 'document';
  /** Epoch seconds; while it is on. */
  readonly until?: number;
  readonly problem?: 'settled' | 'state';
  readonly steps: readonly TrialStep[];
  /** Number of the first of the steps: others may have been shown before. */
  readonly from: number;
  readonly tokens: readonly TrialToken[];
  readonly next: TrialNext;
};
