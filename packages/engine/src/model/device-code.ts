import type { ClientId, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { Authentication } from './authentication.ts';
import type { AuthorizationDetail } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';
import type { GrantRequest } from './managed-grant.ts';
import type { Told } from './told.ts';

export type DeviceApproval = {
  readonly userId: UserId;
  readonly familyId: FamilyId;
  /** With what a grant held before it was merged. */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Those of the request that the person did not drop. */
  readonly details: readonly AuthorizationDetail[];
  readonly claims: AgreedClaims;
  /** The managed grant it is part of; null: none. */
  readonly grantId: string | null;
  readonly authentication: Authentication;
  readonly sessionId: Hash;
  readonly sid: string;
  readonly approvedAt: Instant;
  /** Of a guest; absent: of a user. */
  readonly told?: Told;
};

export type DeviceDecision =
  | { readonly kind: 'pending' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'approved'; readonly approval: DeviceApproval }
  | { readonly kind: 'redeemed' };

/** What a client asks of a person it names, without a device that shows a code (CIBA §7.1). */
export type BackchannelRequest = {
  /** null: a front-end knows, and says so with the decision (federation-vci-authlete.md §3.2). */
  readonly userId: UserId | null;
  /** Levels of which the approval needs one; empty: any will do. */
  readonly acrValues: readonly string[];
  /** What the person compares with what the client shows them. */
  readonly bindingMessage: string | null;
  /** Sealed: what the client is told with once it is decided; null: it polls. */
  readonly notification: string | null;
};

/** How long a request to a person waits at most, in seconds (advanced.md CIB-2). */
export const longestBackchannelRequest = 600;

/** A client may put so many requests before one person (security.md L-8). */
export const mostRequests = { count: 10, seconds: 600 } as const;

/** A request that one party makes and another decides, while the first polls: a device authorization (RFC 8628 §3.2), or CIBA. */
export type DeviceCode = {
  readonly hash: Hash;
  /**
   * HMAC of the user code under a server key: 34 bits alone could be searched (protocol.md DV-2). Of a backchannel
   * request, which has no user code: random, and its name on the pages of its person.
   */
  readonly userCodeHash: Hash;
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  /** What it asks for a managed grant; null: nothing. */
  readonly grant: GrantRequest | null;
  /** null: a device asks. */
  readonly backchannel: BackchannelRequest | null;
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
  readonly lastPolledAt: Instant | null;
  /** The session in which the code was entered last (protocol.md DV-4). */
  readonly boundSession: Hash | null;
  readonly decision: DeviceDecision;
  /** null: nobody has decided yet. */
  readonly decidedAt: Instant | null;
};
