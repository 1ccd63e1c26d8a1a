import type { ClientId, Epoch, Hash, Instant, UserId } from '@grantor/protocol';

/** How the client sent what it asks: whoever signed it said each word of it (RFC 9101). */
export type RequestForm = 'plain' | 'signed';

/** A suspended authorization request: what it asked, and what has been settled since (protocol.md AZ-7). */
export type Flow = {
  /** SHA-256 of the flow id. */
  readonly hash: Hash;
  /** SHA-256 of the browser cookie it belongs to; at first of the cookie set for a request that was posted. */
  readonly browser: Hash;
  readonly clientId: ClientId;
  /** What is read of the request, form encoded. Every step parses and checks it again. */
  readonly parameters: string;
  readonly form: RequestForm;
  readonly startedAt: Epoch;
  readonly expiresAt: Epoch;
  /** The session when the request was suspended: a fresh sign-in is a later one. */
  readonly session: Hash | null;
  readonly chosenAccount: UserId | null;
  /** What a front-end keeps beside it; absent: nothing (federation-vci-authlete.md §3.2 16). */
  readonly note?: string;
};

export type ConsentDecision = 'approve' | 'deny' | 'continue';

/** How a flow was answered, kept a moment for a decision that is posted twice (protocol.md IN-6). */
export type FlowAnswer = {
  readonly flow: Hash;
  readonly browser: Hash;
  /** Who was signed in, if anybody. */
  readonly userId: UserId | null;
  /** The decision it answered; null: nothing had to be decided. */
  readonly decision: ConsentDecision | null;
  /** Sealed under a key derived from the flow id, which is stored nowhere. */
  readonly sealed: string;
  readonly answeredAt: Instant;
  readonly expiresAt: Epoch;
};
