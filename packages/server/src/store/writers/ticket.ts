import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import type { Live } from './flow.ts';
import type { Writers } from './writer.ts';

/**
 * What front-ends do with tickets. Of people whom they sign in a row holds their name there and nothing else, and there is
 * a session for a moment.
 */
export function ticketWriters(database: Database): Writers<'flow_noted' | 'guest_admitted'> {
  const know = prepareInsert(database, 'user_account', () => ({ onConflict: sql`do nothing` }));
  const begin = prepareInsert(database, 'browser_session');
  const keep = prepareWrite<Live & { note: string }>(database, (kysely, { hash, note, now }) =>
    kysely.updateTable('flow').set({ note }).where('hash', '=', hash).where('expires_at', '>', now),
  );
  return {
    flow_noted: ({ flow, note }, at) => [guarded(keep({ hash: flow, note, now: secondOf(at) }))],
    guest_admitted: ({ session, expiresAt }, at) => {
      const now = secondOf(at);
      return [
        know(
          {
            ...{ id: session.userId, username: session.userId, role: session.role, claims: '{}' },
            ...{ email: null, email_folded: null, email_verified_at: null, name_folded: null },
            ...{ password_hash: null, must_change_password_at: null, last_sign_in_at: null },
            ...{ auth_source: 'front_end', external_id: null, disabled_at_ms: null },
            ...{ tokens_valid_from_ms: null, created_at: now, updated_at: now, version: 1 },
          },
          {},
        ),
        begin(
          {
            ...{ hash: session.id, user_id: session.userId, sid_seed: session.sidSeed },
            ...{ auth_time: session.authTime, acr: session.acr, amr: '[]', provider: null },
            ...{ created_at: now, last_seen_at: now, expires_at: expiresAt, remembered_at: null },
            ...{ address: null, user_agent: null, fingerprint: null },
            ...{ forward_hash: null, confirmed_at: null },
          },
          {},
        ),
      ];
    },
  };
}
