import type { ClientId, Instant, UserId } from '@grantor/protocol';

/** What one person has allowed one client, as the union of all approvals (protocol.md IN-3). */
export type Consent = {
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly claims: readonly string[];
  /** For self-registered clients: the redirect host that was shown. */
  readonly redirectHost: string | null;
  /** For self-registered clients: digests of all that has to be the same again (consent-coverage.ts). */
  readonly terms: readonly string[];
  readonly givenAt: Instant;
};
