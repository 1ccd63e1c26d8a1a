/** Clients made, changed and ended by administrators; what their owners may, stands in `apps.ts`. */

import {
  type Client,
  describeClient,
  holdsSecret,
  isDescribedElsewhere,
  isSelfRegistered,
  signsWithSecret,
} from '@grantor/engine';
import { clientId, secondOf } from '@grantor/protocol';
import {
  type ClientOrigin,
  countClientAccess,
  dropRegistration,
  endClientAccess,
  insertClient,
  removeClient,
  removeDocument,
  rewriteClient,
} from '../store/clients.ts';
import type { Counted } from '../store/listing.ts';
import { type StoredClient, settingsOf } from '../store/rows/client.ts';
import { type Actor, change } from './change.ts';
import { type NewSecret, newSecret, usableSecrets } from './client-secrets.ts';
import { type ClientPorts, changeClient, clientEvent, type Gone, type Held } from './held-client.ts';

type Target = { readonly actor: Actor; readonly id: string };

export type CreationOutcome =
  | { readonly kind: 'created'; readonly client: Client; readonly secret: NewSecret | null }
  | { readonly kind: 'taken' };

/** Makes the client, with a secret where its method is one with a secret; `taken`: another one has its id. */
export async function createClient(
  ports: ClientPorts,
  actor: Actor,
  { client: described, ...origin }: ClientOrigin & { readonly client: Client },
): Promise<CreationOutcome> {
  const at = secondOf(ports.now());
  const secret = secretOf(ports, described, at);
  const client = secret === null ? described : { ...described, secrets: [secret.kept] };
  const outcome = await change(ports, actor, async (tx, tell): Promise<CreationOutcome> => {
    if (!(await insertClient(tx, client, { ...origin, at }))) return { kind: 'taken' };
    await tell(clientEvent('CLIENT_CREATED', { client }, { fields: Object.keys(describeClient(client)) }));
    return { kind: 'created', client, secret };
  });
  await ports.forgetClient(client.id);
  return outcome;
}

const secretOf = (ports: ClientPorts, client: Client, createdAt: ReturnType<typeof secondOf>) =>
  holdsSecret(client) ? newSecret(ports, client, { createdAt, expiresAt: null }) : null;

export type EditOutcome =
  /** `secret`: where the client became one that has a secret. */
  | { readonly kind: 'done'; readonly secret: NewSecret | null }
  /** Somebody else changed it meanwhile; this is what it is now (product.md A-8). */
  | { readonly kind: 'stale'; readonly stored: StoredClient }
  /** One that registered itself never skips consent nor gets what is restricted (product.md C-5). */
  | { readonly kind: 'not_for_self_registered' }
  | Gone;

/** Takes what the client is described as; who it is, its status and what is kept of it stay. */
export const editClient = (
  ports: ClientPorts,
  target: Target,
  { version, client: wanted }: { readonly version: number; readonly client: Client },
): Promise<EditOutcome> =>
  changeClient(ports, target, async (held): Promise<EditOutcome> => {
    if (held.stored.version !== version) return { kind: 'stale', stored: held.stored };
    const merged = described(held.stored.client, wanted);
    if (!staysModest(merged)) return { kind: 'not_for_self_registered' };
    const secret = await redescribeHeld(ports, held, {
      client: merged,
      pendingChange: held.stored.pendingChange,
    });
    const fields = changedFields(held.stored.client, merged);
    if (fields.length > 0) await held.tell(clientEvent('CLIENT_UPDATED', { client: merged }, { fields }));
    return { kind: 'done', secret };
  });

/** What is described elsewhere is not described here; a secret that can be read again is for clients of administrators alone (advanced.md CAU-6). */
function staysModest(client: Client): boolean {
  if (signsWithSecret(client) && client.source !== 'administrator') return false;
  if (!isSelfRegistered(client)) return true;
  return (
    !isDescribedElsewhere(client) &&
    client.consent !== 'skip' &&
    !client.scopes.some((scope) => scope.startsWith('grantor:'))
  );
}

/** The stored client as it is described now. */
export const described = (stored: Client, wanted: Client): Client => ({
  ...stored,
  ...settingsOf(wanted),
  name: wanted.name,
});

/** Members that are others now. */
export function changedFields(before: Client, after: Client): readonly string[] {
  const [was, is] = [before, after].map(
    (client) => new Map(Object.entries({ name: client.name, ...settingsOf(client) })),
  );
  return [...(is ?? [])]
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was?.get(name)))
    .map(([name]) => name);
}

/** Whether a client that becomes this gets a secret, which is shown once: it has to have one, and has none. */
export const wantsSecret = (becomes: Client, { secrets }: Pick<Client, 'secrets'>): boolean =>
  holdsSecret(becomes) && usableSecrets({ ...becomes, secrets }).length === 0;

/**
 * Writes the held client as it is described. A client that is public or proves itself by keys keeps no secret
 * (product.md C-2); one that has to have one and has none gets one.
 */
export async function redescribeHeld(
  ports: ClientPorts,
  { tx, at }: Held,
  { client, pendingChange }: Pick<StoredClient, 'client' | 'pendingChange'>,
): Promise<NewSecret | null> {
  const now = secondOf(at);
  const secret = wantsSecret(client, client) ? secretOf(ports, client, now) : null;
  const secrets = [...usableSecrets(client), ...(secret === null ? [] : [secret.kept])];
  await rewriteClient(tx, { ...client, secrets }, { at: now, pendingChange });
  return secret;
}

export type StaticOutcome = { readonly kind: 'done' } | { readonly kind: 'settled' } | Gone;

/** An administrator vouches from now on for a client that registered itself (product.md C-5). */
export const makeStatic = (ports: ClientPorts, target: Target): Promise<StaticOutcome> =>
  changeClient(ports, target, async ({ tx, tell, stored, at }): Promise<StaticOutcome> => {
    if (stored.client.source !== 'dynamic') return { kind: 'settled' };
    const client = { ...stored.client, source: 'administrator', lastUsedAt: null } as const;
    await rewriteClient(tx, client, { at: secondOf(at), pendingChange: stored.pendingChange });
    await dropRegistration(tx, target.id);
    await tell(clientEvent('CLIENT_UPDATED', stored, { fields: ['source'] }));
    return { kind: 'done' };
  });

export type Ended = { readonly authorizations: Counted; readonly sessions: Counted };
export type RevocationOutcome =
  | { readonly kind: 'done'; readonly before: Ended; readonly after: Ended }
  | Gone;

/** Ends every token and every authorization of the client, with the counts before and after (product.md C-4). */
export const revokeAll = (ports: ClientPorts, target: Target): Promise<RevocationOutcome> =>
  changeClient(ports, target, async (held): Promise<RevocationOutcome> => {
    const { tx, stored, at } = held;
    const before = await endAll(held);
    const client = { ...stored.client, tokensValidFrom: at };
    await rewriteClient(tx, client, { at: secondOf(at), pendingChange: stored.pendingChange });
    return { kind: 'done', before, after: await countClientAccess(tx, target.id, secondOf(at)) };
  });

/** The same of what one person allowed it. */
export const revokeAuthorization = (
  ports: ClientPorts,
  target: Target,
  userId: string,
): Promise<{ readonly kind: 'done' } | Gone> =>
  changeClient(ports, target, async ({ tx, tell, stored, at }) => {
    await endClientAccess(tx, { id: target.id, userId }, at);
    await tell(clientEvent('USER_AUTHORIZATION_REVOKED', stored, { person: userId }));
    return { kind: 'done' } as const;
  });

async function endAll({ tx, tell, stored, at }: Held): Promise<Ended> {
  const before = await countClientAccess(tx, stored.client.id, secondOf(at));
  await endClientAccess(tx, { id: stored.client.id }, at);
  const counts = { authorizations: before.authorizations.count, sessions: before.sessions.count };
  await tell(clientEvent('CLIENT_TOKENS_REVOKED_ALL', stored, counts));
  return before;
}

export type DeletionOutcome =
  | { readonly kind: 'done' }
  /** It is active, and who asks may only delete what is not (product.md O-3). */
  | { readonly kind: 'active' }
  | Gone;

/** Ends everything the client has, then the client itself; a document that is not blocked may come back as a new one. */
export const deleteClient = (
  ports: ClientPorts,
  target: Target,
  { active }: { readonly active: 'too' | 'refused' } = { active: 'too' },
): Promise<DeletionOutcome> =>
  changeClient(ports, target, async (held): Promise<DeletionOutcome> => {
    const { tx, stored } = held;
    if (active === 'refused' && stored.client.status === 'active') return { kind: 'active' };
    await endAll(held);
    if (stored.client.source === 'document') await removeDocument(tx, target.id);
    await removeClient(tx, clientId(target.id));
    await held.tell(clientEvent('CLIENT_DELETED', stored, {}));
    return { kind: 'done' };
  });
