import { clientId } from '@grantor/protocol';
import { type ClientDirectory, DocumentRefused } from '../clients/client-directory.ts';
import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { createDocumentLookup, type HeldDocument } from './document-lookup.ts';
import { documentHost, isDocumentUrl } from './document-url.ts';
import { isAdmitted } from './domain-policy.ts';

/** A document never shadows a stored client, and policy speaks before anything is fetched (clients.md §1, §5). */
export function createClientDirectory(ports: Ports, policy: Policy): ClientDirectory {
  const lookUp = createDocumentLookup({ ports, policy });
  return {
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
}

async function heldBy({ store }: Ports, client: Client | null): Promise<HeldDocument | null> {
  const document = client === null ? null : await store.findClientDocument(client.id);
  return client === null || document === null ? null : { client, document };
}
