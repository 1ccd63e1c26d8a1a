import type { ClientId, Epoch, Hash, UserId } from '@grantor/protocol';

/** A suspended authorization request: what it asked, and what has been settled since (protocol.md AZ-7). */
export type Flow = {
  /** SHA-256 of the flow id. */
  readonly hash: Hash;
  /** SHA-256 of the browser cookie it belongs to; null until the browser that posted it comes back. */
  readonly browser: Hash | null;
  readonly clientId: ClientId;
  /** The request as it was sent, form encoded. Every step parses and checks it again. */
  readonly parameters: string;
  readonly startedAt: Epoch;
  readonly expiresAt: Epoch;
  /** The session when the request was suspended: a fresh sign-in is a later one. */
  readonly session: Hash | null;
  readonly chosenAccount: UserId | null;
};
