import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert } from '../../database/statement.ts';
import type { Writers } from './writer.ts';

/** Assertions count once; one that is forgotten may have its place taken before the sweep (security.md R-7). */
export function proofWriters(database: Database): Writers<'proof_seen'> {
  const see = prepareInsert<'seen_proof', { now: number }>(database, 'seen_proof', ({ now }) => ({
    onConflict: sql`(hash) do update set until = excluded.until where seen_proof.until <= ${now}`,
  }));
  return {
    proof_seen: ({ proof: { hash, until } }, at) => [guarded(see({ hash, until }, { now: secondOf(at) }))],
  };
}
