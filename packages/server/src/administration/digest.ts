/** What administrators are told once a day, where they asked for it (mail.md §2). */

import type { Random } from '@grantor/engine';
import { secondOf, userId } from '@grantor/protocol';
import type { DigestLine } from '../outbox/message.ts';
import { takeLease } from '../store/lease.ts';
import { administratorsWanting } from '../store/mail-choices.ts';
import { type ChangePorts, change } from './change.ts';
import { notice } from './mail.ts';

/** Seconds in which one process is at it. */
const leaseLife = 120;

/** One process tells each of them, and each of them once a day; nothing where there is nothing to tell. */
export async function sendDigest(
  ports: ChangePorts & { readonly random: Random },
  digest: readonly DigestLine[],
): Promise<void> {
  if (digest.length === 0 || ports.outbox === null) return;
  const { kysely } = ports.database;
  const at = secondOf(ports.now());
  const lease = { name: 'mail digest', holder: ports.random.token(16), expiresAt: at + leaseLife };
  if (!(await takeLease(kysely, lease, at))) return;
  for (const id of await administratorsWanting(kysely, 'digest')) {
    const actor = { source: null };
    const told = { owner: userId(id), actor, at, facts: { digest }, topic: 'digest' };
    await change(ports, actor, (tx, tell) => notice({ ...ports, tx, tell }, told, 'digest'));
  }
}
