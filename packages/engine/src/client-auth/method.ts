import type { Epoch, Params } from '@grantor/protocol';
import type { AuthMethodName, Client } from '../model/client.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { ClientKeys } from '../ports/ports.ts';

/** Where a request may carry client credentials. */
export type PresentedRequest = {
  readonly params: Params;
  readonly basic: { readonly user: string; readonly password: string } | null;
};

export type Credentials = {
  readonly clientId: string;
  /** A secret or an assertion; null: the client only names itself. */
  readonly value: string | null;
};

/** What a method may look at while it proves something. */
export type ProofContext = {
  readonly keys: ClientKeys;
  readonly policy: Policy;
  readonly now: Epoch;
  /** Its path is the one that was called, canonical or alias. */
  readonly source: Source;
};

/** `spends`: guarded facts that make the proof count once. */
export type Proof = { readonly spends: readonly Fact[] };

/** One way to authenticate. */
export type AuthMethod = {
  readonly name: AuthMethodName;
  /** The credentials, if the request presents them this way. */
  read(request: PresentedRequest): Credentials | null;
  /** Whether the client registered a method that this one satisfies. */
  serves(client: Client): boolean;
  /** null: the credentials prove nothing. Throws `temporarily_unavailable` when that cannot be told now. */
  prove(client: Client, value: string | null, context: ProofContext): Proof | null | Promise<Proof | null>;
};

/** A proof that may be given again. */
export const lasting: Proof = { spends: [] };
