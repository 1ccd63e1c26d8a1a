import { type ClientId, redirectReceiver } from '@grantor/protocol';
import type { Client, ClientSecret } from '../model/client.ts';
import type { ClientMetadata } from './members.ts';

/** What metadata does not say of a client: who it is, and where it came from. */
export type ClientOrigin = {
  readonly id: ClientId;
  readonly source: Extract<Client['source'], 'dynamic' | 'document'>;
  readonly secrets: readonly ClientSecret[];
  readonly furtherAuthMethods: Client['furtherAuthMethods'];
  readonly lastUsedAt: Client['lastUsedAt'];
};

/** The client of this metadata. Whoever registers itself can never waive consent (clients.md §1). */
export const clientFromMetadata = (metadata: ClientMetadata, origin: ClientOrigin): Client => ({
  ...settings,
  ...metadata,
  ...origin,
  name: metadata.clientName ?? metadata.redirectUris.map(redirectReceiver)[0] ?? origin.id, // clients.md §2
});

const settings = {
  status: 'active', // clients.md §2: no queue
  resources: null,
  ownResources: [],
  pkceRequired: null,
  consent: 'remember',
  accessTokenFormat: 'jwt',
  tokenProfile: 'standard',
  refreshRotation: 'rotating',
  scopeClaimsInIdToken: false,
  project: null,
  serviceAccount: null,
  tokensValidFrom: null,
} as const;
