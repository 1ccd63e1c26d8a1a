import type { SeenProof } from '@grantor/engine';
import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { familyRow } from '../rows/family.ts';
import { foreignLinkStands, partiesLive } from './live.ts';
import type { Writers } from './writer.ts';

/** Who vouches for the person of a family, and for whom. */
type Said = { readonly issuer: string; readonly subject: string };

/** Tokens for another issuer's word, and for other tokens (advanced.md §10, §11); and what counts once. */
export function derivedTokenWriters(
  database: Database,
): Writers<'assertion_redeemed' | 'token_exchanged' | 'proof_seen' | 'request_seen' | 'dpop_proof_seen'> {
  const start = prepareInsert<'family', Said>(database, 'family', (family) => ({
    where: sql`${partiesLive(database.kysely, family.user_id, family.client_id)}
    and ${foreignLinkStands(database, { issuer: family.issuer, subject: family.subject, user: family.user_id })}`,
  }));
  const see = proofWriter(database);
  const use = prepareWrite<{ id: string; user: string; client: string; at: number }>(
    database,
    (kysely, { id, user, client, at }) =>
      kysely
        .updateTable('family')
        .set({ last_used_at_ms: at })
        .where('id', '=', id)
        .where('revoked_at_ms', 'is', null)
        .where('paused_at_ms', 'is', null)
        .where(partiesLive(kysely, user, client)),
  );
  return {
    proof_seen: ({ proof }, at) => [see(proof, at)],
    request_seen: ({ proof }, at) => [see(proof, at)],
    dpop_proof_seen: ({ proof }, at) => [see(proof, at)],
    assertion_redeemed: ({ family, seen, issuer, subject }, at) => [
      guarded(start(familyRow(family), { issuer, subject })),
      ...seen.map((proof) => see(proof, at)),
    ],
    token_exchanged: ({ clientId: client, userId: user, family, seen, subject: { iss, sub } }, at) => [
      family.kind === 'started'
        ? guarded(start(familyRow(family.family), { issuer: iss, subject: sub }))
        : guarded(use({ id: family.id, user, client, at })),
      ...seen.map((proof) => see(proof, at)),
    ],
  };
}

/** Assertions and DPoP proofs count once; one that is forgotten may have its place taken before the sweep (security.md R-7). */
/** Notes a proof; its guard: it was not seen before, as far as that is still remembered. */
export function proofWriter(database: Database) {
  const see = prepareInsert<'seen_proof', { now: number }>(database, 'seen_proof', ({ now }) => ({
    onConflict: sql`(hash) do update set until = excluded.until where seen_proof.until <= ${now}`,
  }));
  return ({ hash, until }: SeenProof, at: Instant) => guarded(see({ hash, until }, { now: secondOf(at) }));
}
