/** What clients write about themselves, in the memory store. */

import { type ClientId, type Hash, type Instant, secondOf } from '@grantor/protocol';
import { type MemoryState, putClient, sameVersion, versionOf } from './memory-state.ts';
import { dropUnborn, revokeFamilies, type Writers } from './memory-writer.ts';

type ClientFacts =
  | 'client_registered'
  | 'client_used'
  | 'client_replaced'
  | 'registration_token_used'
  | 'client_deleted'
  | 'federation_client_registered';

export const clientWriters: Pick<Writers, ClientFacts> = {
  client_registered: (state, { registration: { client, version: _, ...rest } }, at) => {
    state.registrations.set(client.id, rest);
    return putClient(state, client, at);
  },
  federation_client_registered: (state, { client }, at) => {
    const stored = state.clients.get(client.id);
    if (stored !== undefined && stored.source !== 'federation') return false;
    return putClient(state, { ...client, status: stored?.status ?? client.status }, at);
  },
  client_used: (state, { clientId, spacing }, at) => {
    const client = state.clients.get(clientId);
    const now = secondOf(at);
    if (client !== undefined && client.lastUsedAt !== null && client.lastUsedAt <= now - spacing) {
      state.clients.set(clientId, sameVersion({ ...client, lastUsedAt: now }, client));
    }
    return true;
  },
  client_replaced: (state, { client, version, presented, next, earlierUntil, consents }, at) => {
    const stored = holder(state, { id: client.id, presented }, at);
    if (stored === null || version !== versionOf(state.clients.get(client.id) ?? client)) return false;
    const { earlierToken } = stored;
    const until = earlierToken?.hash === presented ? earlierToken.until : earlierUntil;
    const renewed = { ...stored, tokenHash: next, earlierToken: { hash: presented, until } };
    state.registrations.set(client.id, renewed);
    state.clients.set(client.id, { ...client, lastUsedAt: secondOf(at) });
    if (consents === 'drop') dropConsents(state, client.id);
    return true;
  },
  registration_token_used: (state, { clientId, token }) => {
    const stored = state.registrations.get(clientId);
    if (stored?.tokenHash === token) state.registrations.set(clientId, { ...stored, earlierToken: null });
    return true;
  },
  client_deleted: (state, { client, presented }, at) => {
    if (holder(state, { id: client.id, presented }, at) === null) return false;
    const isOurs = ({ clientId }: { clientId: ClientId }): boolean => clientId === client.id;
    state.clients.delete(client.id);
    state.registrations.delete(client.id);
    dropConsents(state, client.id);
    dropUnborn(state, isOurs);
    for (const device of state.deviceCodes.values())
      if (isOurs(device)) state.deviceCodes.delete(device.hash);
    return revokeFamilies(state, isOurs, at);
  },
};

/** The registration, if the token is its current one or the one before while that counts. */
function holder(state: MemoryState, { id, presented }: { id: ClientId; presented: Hash }, at: Instant) {
  const stored = state.registrations.get(id);
  if (stored === undefined) return null;
  const { tokenHash, earlierToken } = stored;
  const isEarlier = earlierToken?.hash === presented && earlierToken.until > secondOf(at);
  return tokenHash === presented || isEarlier ? stored : null;
}

function dropConsents(state: MemoryState, id: ClientId): void {
  for (const [key, consent] of state.consents) if (consent.clientId === id) state.consents.delete(key);
}
