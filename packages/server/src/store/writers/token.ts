import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { prepareInsert } from '../../database/statement.ts';
import { opaqueTokenRow } from '../rows/opaque-token.ts';
import type { Writers } from './writer.ts';

/** Access tokens that must be remembered: opaque ones while they live, others once revoked (protocol.md TO-2). */
export function tokenWriters(
  database: Database,
): Writers<'opaque_token_issued' | 'access_token_revoked' | 'client_token_issued'> {
  const issue = prepareInsert(database, 'opaque_token');
  const revoke = prepareInsert(database, 'revoked_token', () => ({ onConflict: sql`do nothing` }));
  return {
    opaque_token_issued: ({ token }) => [issue(opaqueTokenRow(token), {})],
    access_token_revoked: ({ tokenId, expiresAt }) => [
      revoke({ token_id: tokenId, expires_at: expiresAt }, {}),
    ],
    client_token_issued: () => [],
  };
}
