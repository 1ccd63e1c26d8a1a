/** What every operation on a client shares: it is held, changed and told of in one transaction, then forgotten. */

import type { ClientKeys, MetadataRules, Random, SectorDocuments } from '@grantor/engine';
import { type ClientId, clientId, type Instant, secondOf, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Sealer } from '../keys/key-table.ts';
import { holdClient } from '../store/clients.ts';
import type { StoredClient } from '../store/rows/client.ts';
import type { AuditEventType } from '../telemetry/audit-catalogue.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { notice } from './mail.ts';

export type ClientPorts = ChangePorts & {
  readonly random: Random;
  /** For secrets that have to be read again. */
  readonly sealer: Pick<Sealer, 'seal'>;
  /** What a client may say of itself here. */
  readonly rules: MetadataRules;
  readonly sectors: SectorDocuments;
  readonly clientKeys: Pick<ClientKeys, 'canEncrypt'>;
  /** Awaited once a write has been committed. */
  readonly forgetClient: (id: ClientId) => Promise<void>;
  readonly forgetResources: () => Promise<void>;
  readonly forgetDetailsTypes: () => Promise<void>;
};

export type Held = {
  readonly tx: Kysely<Schema>;
  readonly tell: Tell;
  readonly stored: StoredClient;
  readonly at: Instant;
};

export type Gone = { readonly kind: 'gone' };
const gone: Gone = { kind: 'gone' };

/**
 * Does the work on the client as it is now, which nobody else changes meanwhile (product.md G-4); afterwards its next
 * read sees what was done. `gone`: there is none of this id.
 */
export async function changeClient<Result>(
  ports: ClientPorts,
  { actor, id }: { readonly actor: Actor; readonly id: string },
  work: (held: Held) => Promise<Result>,
): Promise<Result | Gone> {
  const at = ports.now();
  const outcome = await change(ports, actor, async (tx, tell) => {
    const stored = await holdClient(tx, id);
    return stored === null ? gone : work({ tx, tell, stored, at });
  });
  await ports.forgetClient(clientId(id));
  return outcome;
}

/** Something that was done to the client, as the audit log tells it. */
export const clientEvent = <Type extends AuditEventType>(
  type: Type,
  { client }: Pick<StoredClient, 'client'>,
  details: AuditEvent<Type>['details'],
): Omit<AuditEvent<Type>, 'actor'> => ({
  type,
  resource: { id: client.id, name: client.name },
  details,
  error: null,
});

export type OwnerNotice = 'app_approved' | 'app_declined' | 'change_accepted' | 'change_declined';

/** Whoever owns the app hears what was decided about it, unless they decided it themselves (mail.md §2). */
export async function tellOwner(
  ports: ClientPorts,
  { tx, tell, stored: { client, ownerId }, at }: Held,
  { actor, kind }: { readonly actor: Actor; readonly kind: OwnerNotice },
): Promise<void> {
  if (ownerId === null || ownerId === actor.userId) return;
  const facts = { clientId: client.id, client: client.name };
  await notice({ ...ports, tx, tell }, { owner: userId(ownerId), actor, at: secondOf(at), facts }, kind);
}
