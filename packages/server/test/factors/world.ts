/** A person in a database of each kind, and what changes to their factors need. */

import { type Instant, instant, type Secret, userId } from '@grantor/protocol';
import type { ChangePorts } from '../../src/administration/change.ts';
import type { FactorPorts } from '../../src/factors/ports.ts';
import { totpLabel } from '../../src/factors/proofs.ts';
import { newTotpSecret } from '../../src/factors/totp.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { addUser, now, random } from '../accounts/world.ts';
import type { databases, TestDatabase } from '../store/databases.ts';

export type FactorWorld = {
  readonly opened: TestDatabase;
  readonly changes: ChangePorts;
  readonly ports: FactorPorts;
  readonly at: Instant;
  readonly secret: Secret;
  /** The types of what was audited, and details. */
  audited(): Promise<readonly (readonly [string, unknown])[]>;
};

export const ada = userId('ada');
export const actor = { userId: 'ada', username: 'ada', source: null };

/** As if it were sealed: what is under another label does not open. */
export const sealer = {
  seal: (plaintext: string, label: string) => `${label}|${plaintext}`,
  open(sealed: string, label: string) {
    if (!sealed.startsWith(`${label}|`)) throw new Error('cannot be opened');
    return sealed.slice(label.length + 1);
  },
};

export async function factorWorld(kind: (typeof databases)[number]): Promise<FactorWorld> {
  const opened = await kind.open();
  const { database } = opened;
  const at = instant(now * 1000);
  await addUser(database, { id: 'ada', username: 'ada', passwordHash: 'hash', role: 'admin' });
  const audit = createAuditLog({ database, now: () => at, rows: 'keep', capacity: 100, log: () => {} });
  const party = { id: 'localhost', name: 'Acme', origin: 'http://localhost:8080' };
  return {
    opened,
    changes: { database, audit, now: () => at, outbox: null },
    ports: {
      ...{ database, random, sealer, siteName: 'Acme', party },
      recoveryKeys: [new Uint8Array(32).fill(1)],
      challengeKey: new Uint8Array(32).fill(2),
    },
    at,
    secret: newTotpSecret(),
    async audited() {
      const rows = await database.kysely
        .selectFrom('audit_event')
        .select(['event_type', 'details'])
        .orderBy('id')
        .execute();
      return rows.map(({ event_type, details }) => [event_type, JSON.parse(details)] as const);
    },
  };
}

export const sealedFor = ({ secret }: FactorWorld): string => sealer.seal(secret.reveal(), totpLabel(ada));
