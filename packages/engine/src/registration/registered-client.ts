import { type ClientId, redirectReceiver, sha256 } from '@grantor/protocol';
import { holdsSecret } from '../client-auth/secret.ts';
import { type Client, type ClientSecret, unsetClient } from '../model/client.ts';
import type { Random } from '../ports/ports.ts';
import type { ClientMetadata } from './members.ts';

/** What metadata does not say of a client: who it is, and where it came from. */
export type ClientOrigin = {
  readonly id: ClientId;
  readonly source: Extract<Client['source'], 'dynamic' | 'document' | 'federation'>;
  readonly secrets: readonly ClientSecret[];
  readonly furtherAuthMethods: Client['furtherAuthMethods'];
  readonly lastUsedAt: Client['lastUsedAt'];
};

/** The client of this metadata. Whoever registers itself can never waive consent (clients.md §1). */
export const clientFromMetadata = (metadata: ClientMetadata, origin: ClientOrigin): Client => ({
  ...unsetClient,
  ...metadata,
  ...origin,
  status: 'active', // clients.md §2: no queue
  tokensValidFrom: null,
  trial: null,
  name: displayName(metadata, origin.id),
});

/** The client as it describes itself now; what administrators decided of it stays. */
export const redescribed = (client: Client, metadata: ClientMetadata): Client => ({
  ...client,
  ...metadata,
  name: displayName(metadata, client.id),
});

// clients.md §2
const displayName = ({ clientName, redirectUris }: ClientMetadata, id: ClientId): string =>
  clientName ?? redirectUris.map(redirectReceiver)[0] ?? id;

/** The client with a secret of its own if its method is one with a secret (clients.md §1: 256 bits). */
export function withSecret(
  client: Client,
  random: Random,
): { readonly client: Client; readonly secret: string | null } {
  if (!holdsSecret(client)) return { client, secret: null };
  const secret = random.token(32);
  return { client: { ...client, secrets: [{ hash: sha256(secret), expiresAt: null }] }, secret };
}
