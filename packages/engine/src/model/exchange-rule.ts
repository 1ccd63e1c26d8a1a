/** Who may exchange which tokens, and for what (advanced.md TEX-2). What no rule allows is refused. */

import type { ClientId } from '@grantor/protocol';

export const exchangeSubjects = ['access_token', 'id_token', 'jwt'] as const;

export type ExchangeSubject = (typeof exchangeSubjects)[number];

export const exchangeModes = ['impersonation', 'delegation'] as const;

/** Seconds an ID-JAG lives at most (advanced.md TEX-9). */
export const idJagLifetime = 300;

/** Whom a client is vouched for at another authorization server, in its own words (advanced.md TEX-9). */
export type IdJagRule = {
  /** The client's id there. */
  readonly clientId: string;
  /** What it may be for there; where there is none, an ID-JAG names none. */
  readonly resources: readonly string[];
};

export type ExchangeRule = {
  /** Chosen by whoever made the rule. */
  readonly id: string;
  readonly client: ClientId;
  readonly subject: ExchangeSubject;
  /** Whose `jwt` it has to be; null: of ours. */
  readonly subjectIssuer: string | null;
  readonly mode: (typeof exchangeModes)[number];
  /** Not null: an ID-JAG is all that it gives; then `audiences` has the issuer of the other server, and `scopes` are its. */
  readonly idJag: IdJagRule | null;
  /** Resources that the result may be for; at least one. */
  readonly audiences: readonly string[];
  /** The most that the result may have. */
  readonly scopes: readonly string[];
  /** Whether the subject token has to name who may act (RFC 8693 §4.4). */
  readonly mayAct: 'needed' | 'not_needed';
  /** Seconds the result lives at most; null: as the client is set. */
  readonly lifetime: number | null;
};
