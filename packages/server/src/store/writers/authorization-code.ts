import { secondOf } from '@grantor/protocol';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { codeRow } from '../rows/authorization-code.ts';
import { consentStands, partiesLive, type RestingOn, sessionLives } from './live.ts';
import { prepareSessionClient } from './session.ts';
import type { Writers } from './writer.ts';

/** Codes: issued while the session lives, redeemed once (protocol.md TC-1). */
export function codeWriters(database: Database): Writers<'code_issued' | 'code_redeemed'> {
  const prepareIssue = (consent: (resting: RestingOn) => RawBuilder<boolean>) =>
    prepareInsert<'authorization_code', { now: number; givenAt: number }>(
      database,
      'authorization_code',
      ({ user_id: user, client_id: client, session_hash: session, now, givenAt }) => ({
        where: sql`${partiesLive(database.kysely, user, client)}
        and ${sessionLives(database, session, now)} and ${consent({ user, client, givenAt })}`,
      }),
    );
  const issue = prepareIssue(() => sql`1 = 1`);
  const issueAsBefore = prepareIssue((resting) => consentStands(database, resting));
  const redeem = prepareRedemption(database);
  const recordClient = prepareSessionClient(database);
  return {
    code_issued: ({ code, consent }, at) => [
      guarded(
        (consent === undefined ? issue : issueAsBefore)(codeRow(code), {
          ...{ now: secondOf(at), givenAt: consent ?? 0 },
        }),
      ),
      recordClient({ session_hash: code.sessionId, client_id: code.clientId, sid: code.sid }, {}),
    ],
    code_redeemed: ({ code }, at) => [
      guarded(
        redeem({
          ...{ hash: code.hash, session: code.sessionId, user: code.userId, client: code.clientId },
          at,
        }),
      ),
    ],
  };
}

type Redemption = { hash: string; session: string; user: string; client: string; at: number };

/** Only in the session it was read in: the family is to end with the one that goes on (protocol.md SE-2, LO-5). */
const prepareRedemption = (database: Database) =>
  prepareWrite<Redemption>(database, (kysely, { hash, session, user, client, at }) =>
    kysely
      .updateTable('authorization_code')
      .set({ redeemed_at_ms: at })
      .where('hash', '=', hash)
      .where('session_hash', '=', session)
      .where('redeemed_at_ms', 'is', null)
      .where(partiesLive(kysely, user, client)),
  );
