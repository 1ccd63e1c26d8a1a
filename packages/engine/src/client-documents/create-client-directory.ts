import { clientId, secondOf } from '@grantor/protocol';
import {
  type Arrival,
  type ClientDirectory,
  DocumentRefused,
  type Meeting,
} from '../clients/client-directory.ts';
import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { createDocumentLookup, type HeldDocument } from './document-lookup.ts';
import { documentHost, isDocumentUrl } from './document-url.ts';
import { isAdmitted } from './domain-policy.ts';

/** A client from beyond, null: there is none of that name. */
export type MeetEntity = (meeting: Meeting) => Promise<Arrival | null>;

/** A document never shadows a stored client, and policy speaks before anything is fetched (clients.md §1, §5). */
export function createClientDirectory(
  ports: Ports,
  policy: Policy,
  meetEntity: MeetEntity | null = null,
): ClientDirectory {
  const lookUp = createDocumentLookup({ ports, policy });
  const directory: Pick<ClientDirectory, 'find'> = {
    async find(id, source) {
      const stored = await ports.store.findClient(clientId(id));
      if (stored !== null && stored.source !== 'document') return stored;
      const { clientDocuments } = policy;
      if (clientDocuments === null || !isDocumentUrl(id)) return null;
      const host = documentHost(id);
      if (!isAdmitted(host, clientDocuments)) throw new DocumentRefused(host, 'blocked');
      const outcome = await lookUp(id, await heldBy(ports, stored), source);
      if (outcome.kind === 'unusable') throw new DocumentRefused(host, outcome.fault);
      return outcome.client;
    },
  };
  return {
    ...directory,
    async meet(meeting) {
      const { id, source } = meeting;
      // federation-vci-authlete.md FED-14
      const arrived = meetEntity !== null && (await isOpen(ports, id)) ? await meetEntity(meeting) : null;
      if (arrived !== null) return arrived;
      const client = await directory.find(id, source);
      return client === null ? null : { client, facts: [] };
    },
  };
}

/** Whether the name is free, or the time of who has it by a federation is over. */
async function isOpen({ store, clock }: Ports, id: string): Promise<boolean> {
  const stored = await store.findClient(clientId(id));
  if (stored === null) return true;
  return (
    stored.federation !== null &&
    stored.status === 'active' &&
    stored.federation.endsAt <= secondOf(clock.now())
  );
}

async function heldBy({ store }: Ports, client: Client | null): Promise<HeldDocument | null> {
  const document = client === null ? null : await store.findClientDocument(client.id);
  return client === null || document === null ? null : { client, document };
}
