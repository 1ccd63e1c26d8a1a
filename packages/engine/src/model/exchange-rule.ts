/** Who may exchange which tokens, and for what (advanced.md TEX-2). What no rule allows is refused. */

import type { ClientId } from '@grantor/protocol';

export const exchangeSubjects = ['access_token', 'id_token', 'jwt'] as const;

export type ExchangeSubject = (typeof exchangeSubjects)[number];

export const exchangeModes = ['impersonation', 'delegation'] as const;

export type ExchangeRule = {
  /** Chosen by whoever made the rule. */
  readonly id: string;
  readonly client: ClientId;
  readonly subject: ExchangeSubject;
  /** Whose `jwt` it has to be; null: of ours. */
  readonly subjectIssuer: string | null;
  readonly mode: (typeof exchangeModes)[number];
  /** Resources that the result may be for; at least one. */
  readonly audiences: readonly string[];
  /** The most that the result may have. */
  readonly scopes: readonly string[];
  /** Whether the subject token has to name who may act (RFC 8693 §4.4). */
  readonly mayAct: 'needed' | 'not_needed';
  /** Seconds the result lives at most; null: as the client is set. */
  readonly lifetime: number | null;
};
