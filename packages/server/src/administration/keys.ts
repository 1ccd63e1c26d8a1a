/** Signing keys, rotated and retired by an administrator (protocol.md JW-2, security.md K-2). */

import { type Instant, secondOf } from '@grantor/protocol';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import type { KeyChange, KeyEvent, Removal, Rotation, ServerKeyRing } from '../keys/key-ring.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import type { Actor } from './change.ts';

export type KeyPorts = {
  readonly ring: ServerKeyRing;
  readonly audit: Pick<AuditLog, 'transaction'>;
  readonly now: () => Instant;
};

/** What happened to a key, as the audit log tells it: one row for each key, so that its kid leads to it (operations.md D-1). */
export const keyEvent = ({ kind, kid, alg }: KeyEvent): Omit<AuditEvent, 'actor'> => {
  const common = { resource: { id: kid, name: kid }, error: null }; // searched by name
  switch (kind) {
    case 'removed':
      return { type: 'SIGNING_KEY_RETIRED', details: { alg }, ...common };
    case 'rotated':
      return { type: 'SIGNING_KEY_ROTATED', details: { alg }, ...common };
    case 'created':
    case 'imported':
      return { type: 'SIGNING_KEY_ADDED', details: { alg, change: kind }, ...common };
  }
};

/** One transaction for the change and its row; a key that nothing would take the place of stays. */
function byHand({ audit }: KeyPorts, { source, ...actor }: Actor): KeyChange {
  let record: AuditLog['record'] | null = null;
  return {
    transaction: (work) =>
      audit.transaction((tx, recordIn) => {
        record = recordIn;
        return work(tx);
      }),
    tell: async (event) => record?.({ ...keyEvent(event), actor }, source),
    last: 'refuse',
  };
}

/** Publishes the successor of the key of this algorithm, which takes its place a day later (protocol.md JW-2). */
export const rotateKey = (ports: KeyPorts, actor: Actor, alg: KeyAlgorithm): Promise<Rotation> =>
  ports.ring.rotate(alg, secondOf(ports.now()), byHand(ports, actor));

/** The key verifies nothing from now on; its successor, if it signed, begins at once (security.md K-2). */
export const retireKey = (ports: KeyPorts, actor: Actor, kid: string): Promise<Removal> =>
  ports.ring.remove(kid, secondOf(ports.now()), byHand(ports, actor));
