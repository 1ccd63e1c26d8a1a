import type { Instant, OAuthError, Params } from '@grantor/protocol';
import type { AuthenticatedClient, ProvedClient } from '../client-auth/authenticate.ts';
import type { AuthMethodName } from '../model/client.ts';
import type { SentAttestation } from '../model/client-attestation.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { ExchangeRule } from '../model/exchange-rule.ts';
import type { TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Context } from '../requests/context.ts';
import type { Entitlement } from '../tokens/entitlement.ts';
import type { Assertion } from '../tokens/foreign-assertion.ts';
import type { TokenAnswer } from '../tokens/token-answer.ts';

export type GrantRequest = {
  readonly params: Params;
  readonly client: AuthenticatedClient;
  /** How the client proved itself. */
  readonly method: AuthMethodName;
  /** What it proved to hold beside that; null: nothing, and its tokens are bearer tokens. */
  readonly confirmation: Confirmation | null;
  /** The key of the installation of the client, by its thumbprint; null: none was told apart. */
  readonly instance: string | null;
  /** The arrival of the request. */
  readonly now: Instant;
  readonly source: Source;
  /** What the grant identified the client by; absent: the client proved itself. */
  readonly vouched?: Assertion | undefined;
  /** `lost`: another request won the guarded write; the row is read again to see what that makes of this one. */
  readonly attempt: 'first' | 'lost';
};

/** A request before anything is known of its client. */
export type UnprovedRequest = Pick<GrantRequest, 'params' | 'now' | 'source'> & {
  /** The `Authorization` header. */
  readonly authorization?: string | undefined;
  readonly attestation?: SentAttestation | undefined;
};

export type Identified = {
  readonly proved: ProvedClient;
  /** Absent: by nothing, since anybody may come. */
  readonly vouched?: Assertion;
};

/** What an administrator has allowed beside clients. */
export type Policies = {
  readonly issuers: readonly TrustedIssuer[];
  readonly rules: readonly ExchangeRule[];
};

/** What a grant makes of a request; a plain refusal is thrown as `OAuthError`. */
export type GrantOutcome =
  | { readonly kind: 'entitled'; readonly entitlement: Entitlement }
  /** Signed by the grant itself, and no token of this server: to be kept, and answered. */
  | { readonly kind: 'vouched'; readonly answer: TokenAnswer; readonly facts: readonly Fact[] }
  /** The answer was given before and is given again (protocol.md RF-3). */
  | { readonly kind: 'repeated'; readonly answer: TokenAnswer }
  /** Refused with consequences. */
  | { readonly kind: 'refused'; readonly error: OAuthError; readonly facts: readonly Fact[] };

/** One grant type. */
export type Grant = {
  /** The value of `grant_type`. */
  readonly name: string;
  /** When the rate limit is charged: a polite device poll is never answered 429 (operations.md Q-4). */
  readonly charged: 'on_entry' | 'on_failure';
  isOffered(policy: Policy): boolean;
  /** Whether clients are told of it; absent: wherever it is offered. */
  isAdvertised?(policies: Policies): boolean;
  /** Whether a client may use it that registered it and proves itself this way. */
  isOpenTo(method: AuthMethodName): boolean;
  /** The client, where the grant itself says who it is; null: the client has to prove itself. Throws `invalid_grant`. */
  identify?(context: Context, request: UnprovedRequest): Promise<Identified | null>;
  /** Reads once and decides; writes nothing. */
  decide(context: Context, request: GrantRequest): Promise<GrantOutcome>;
};
