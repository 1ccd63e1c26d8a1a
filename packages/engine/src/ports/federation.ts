/** What the engine needs of the world to be an entity of federations (OpenID Federation). */

import type { Epoch, PublicJwk } from '@grantor/protocol';
import type { Source } from './facts.ts';

/** What other entities publish, and what they answer. */
export interface FederationDocuments {
  /** One request at most. */
  ask(request: FederationRequest): Promise<FederationAnswer>;
}

export type FederationRequest = {
  readonly url: string;
  /** The type that the answer has to have. */
  readonly type: string;
  /** What is posted as a form; null: it is a GET. */
  readonly form: string | null;
  /** How long the answer is waited for, in ms. */
  readonly within: number;
  /** Whose request it is. */
  readonly source: Source;
};

/**
 * `unreachable`: not just now. `gone`: there is nothing. `forbidden`: an address nobody fetches from. `broken`: too
 * large, or of another type. `busy`: nobody was asked, because too much is.
 */
export type FederationAnswer = (
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'failed'; readonly fault: FederationFault }
) & {
  /** Time went by before it could be asked, since too much is: who was asked had less of it. */
  readonly isHeldUp?: boolean;
};

export type FederationFault = 'unreachable' | 'gone' | 'forbidden' | 'broken' | 'busy';

/** The keys that sign what this server says as an entity; none of them signs anything else (OpenID Federation §11). */
export interface FederationKeys {
  /** A JWT of this type, with `kid`. */
  sign(statement: FederationStatement): Promise<string>;
  /** The public ones that sign, will sign, or signed what may still be good. */
  published(now: Epoch): readonly PublicJwk[];
  /** Those of before (OpenID Federation §8.7). */
  historical(now: Epoch): readonly HistoricalKey[];
}

export type FederationStatement = {
  readonly typ: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly now: Epoch;
};

export type HistoricalKey = {
  readonly jwk: PublicJwk;
  readonly issuedAt: number;
  /** When it signed no more. */
  readonly expiredAt: number;
  /** When it was taken out of use at once; null: its time was over. */
  readonly revokedAt: number | null;
};

export type FederationPorts = {
  readonly documents: FederationDocuments;
  readonly keys: FederationKeys;
};
