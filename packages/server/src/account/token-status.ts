import type { Client } from '@grantor/engine';
import { type Instant, secondOf } from '@grantor/protocol';
import type { TokenSessionRow } from '../pages/index.ts';
import type { TokenSession } from '../store/authorizations.ts';

/** What decides beside the row itself. */
type Standing = {
  readonly client: Pick<Client, 'status' | 'tokensValidFrom'> | null;
  /** Of the person. */
  readonly since: Instant | null;
  readonly now: Instant;
};

/** As introspection would answer (operations.md E-1). */
export function statusOf(
  session: Pick<TokenSession, 'startedAt' | 'revokedAt' | 'pausedAt' | 'expiresAt'> & {
    readonly revokedTokenId?: string | null;
  },
  { client, since, now }: Standing,
): TokenSessionRow['status'] {
  const isOlder = (limit: Instant | null): boolean => limit !== null && session.startedAt < limit;
  const isRevokedToken = (session.revokedTokenId ?? null) !== null;
  if (session.revokedAt !== null || isRevokedToken || client === null) return 'revoked';
  if (isOlder(client.tokensValidFrom) || isOlder(since)) return 'revoked';
  if (session.expiresAt <= secondOf(now)) return 'expired';
  return session.pausedAt !== null || client.status !== 'active' ? 'paused' : 'active';
}
