import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert } from '../../database/statement.ts';
import type { FactOf, Writers } from './writer.ts';

/** Assertions and DPoP proofs count once; one that is forgotten may have its place taken before the sweep (security.md R-7). */
export function proofWriters(database: Database): Writers<'proof_seen' | 'dpop_proof_seen'> {
  const see = prepareInsert<'seen_proof', { now: number }>(database, 'seen_proof', ({ now }) => ({
    onConflict: sql`(hash) do update set until = excluded.until where seen_proof.until <= ${now}`,
  }));
  const write = ({ proof: { hash, until } }: FactOf<'proof_seen' | 'dpop_proof_seen'>, at: Instant) => [
    guarded(see({ hash, until }, { now: secondOf(at) })),
  ];
  return { proof_seen: write, dpop_proof_seen: write };
}
