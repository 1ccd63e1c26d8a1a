/** Client documents and blocked domains (product.md C-5, clients.md §5). */

import { clientId, secondOf } from '@grantor/protocol';
import { insertBlockedDomain, markStale, removeBlockedDomain } from '../store/client-documents.ts';
import { endDocumentsAt } from './blocked-documents.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import type { ClientPorts } from './held-client.ts';

export type DocumentPorts = ChangePorts &
  Pick<ClientPorts, 'forgetClient'> & {
    /** Domains that are blocked by now, for everything that is asked from now on. */
    readonly reloadBlocked: () => Promise<void>;
    readonly blockedBySettings: readonly string[];
  };

/** `settled`: it was so before. `invalid`: no host, and no `*.` before one. */
export type DomainOutcome = { readonly kind: 'done' | 'settled' | 'invalid' };

const domainShape =
  /^(?:\*\.)?(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** No document of the host is read, and what people allowed clients there ends in the same transaction. */
export async function blockDomain(ports: DocumentPorts, actor: Actor, text: string): Promise<DomainOutcome> {
  const domain = text.trim().toLowerCase();
  if (!domainShape.test(domain)) return { kind: 'invalid' };
  const now = ports.now();
  const ended = await change(ports, actor, async (tx, tell) => {
    const by = actor.username ?? null;
    if (!(await insertBlockedDomain(tx, { domain, by, at: secondOf(now) }))) return null;
    await tell(blocking(domain, 'blocked'));
    return endDocumentsAt(tx, [domain], { now, tell });
  });
  if (ended === null) return { kind: 'settled' };
  await Promise.all(ended.map((id) => ports.forgetClient(clientId(id))));
  await ports.reloadBlocked();
  return { kind: 'done' };
}

/** Its documents are read again; what people had allowed starts anew. */
export async function unblockDomain(
  ports: DocumentPorts,
  actor: Actor,
  domain: string,
): Promise<DomainOutcome> {
  const isGone = await change(ports, actor, async (tx, tell) => {
    if (!(await removeBlockedDomain(tx, domain))) return true;
    await tell(blocking(domain, 'admitted'));
    return false;
  });
  if (isGone) return { kind: 'settled' };
  await ports.reloadBlocked();
  return { kind: 'done' };
}

const blocking = (domain: string, what: 'blocked' | 'admitted') =>
  ({
    type: 'POLICY_CHANGED',
    resource: { id: domain, name: domain },
    details: { fields: [`client_documents_${what}`] },
    error: null,
  }) as const;

/** The copy counts as old: the document is fetched when the client is next used. */
export async function refetchDocument(ports: DocumentPorts, actor: Actor, url: string): Promise<boolean> {
  const found = await change(ports, actor, async (tx, tell) => {
    if (!(await markStale(tx, url))) return false;
    await tell({
      type: 'CLIENT_UPDATED',
      resource: { id: url, name: url },
      details: { fields: ['document'] },
      error: null,
    });
    return true;
  });
  await ports.forgetClient(clientId(url));
  return found;
}
