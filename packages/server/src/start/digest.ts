import type { Random } from '@grantor/engine';
import { type Epoch, secondOf } from '@grantor/protocol';
import type { ChangePorts } from '../administration/change.ts';
import { sendDigest } from '../administration/digest.ts';
import type { ServerKeyRing } from '../keys/key-ring.ts';
import { isRotationOverdue } from '../keys/rotation.ts';
import type { DigestLine } from '../outbox/message.ts';
import type { Provider } from '../upstream/provider.ts';
import type { Chore } from './upkeep.ts';

type DigestWorld = {
  readonly changes: ChangePorts;
  readonly random: Random;
  readonly ring: Pick<ServerKeyRing, 'list'>;
  readonly keyRotationInterval: number;
  readonly providers: readonly Pick<Provider, 'label' | 'allowed'>[];
  /** Since when the deletion of expired rows fails here; null: it does not. */
  readonly cleanupFailsSince: () => Epoch | null;
};

const DAY = 24 * 3600;

/** Looks every ten minutes for what administrators should know (mail.md §2). */
export function digestChore(world: DigestWorld): Chore {
  const { changes, random, ring, keyRotationInterval: interval, providers, cleanupFailsSince } = world;
  let dropped = 0;
  const work = async (): Promise<void> => {
    const now = secondOf(changes.now());
    const since = cleanupFailsSince();
    const lines: readonly DigestLine[] = [
      ...providers
        .filter(({ allowed }) => allowed.length === 0)
        .map(({ label: provider }): DigestLine => ({ line: 'provider', provider })),
      ...lineIf(isRotationOverdue(ring.list(now), { interval, now }) && 'keys'),
      ...lineIf(changes.audit.dropped > dropped && 'audit'),
      ...lineIf(since !== null && now - since >= DAY && 'cleanup'),
    ];
    await sendDigest({ ...changes, random }, lines);
    dropped = changes.audit.dropped;
  };
  return { name: 'digest', every: 600_000, work };
}

const lineIf = (line: DigestLine['line'] | false): readonly DigestLine[] =>
  line === false ? [] : [{ line }];
