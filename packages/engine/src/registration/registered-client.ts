import { type ClientId, redirectTarget } from '@grantor/protocol';
import type { Client, ClientSecret } from '../model/client.ts';
import type { ClientMetadata } from './members.ts';

/** What metadata does not say of a client: who it is, and where it came from. */
export type ClientOrigin = {
  readonly id: ClientId;
  readonly source: Extract<Client['source'], 'dynamic' | 'document'>;
  readonly secrets: readonly ClientSecret[];
  readonly furtherAuthMethods: Client['furtherAuthMethods'];
};

/** The client of this metadata. Whoever registers itself can never waive consent (clients.md §1). */
export const clientFromMetadata = (metadata: ClientMetadata, origin: ClientOrigin): Client => ({
  ...settings,
  ...metadata,
  ...origin,
  name: metadata.clientName ?? hostName(metadata) ?? origin.id,
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

/** What pages show of a client without a name (clients.md §2). */
function hostName({ redirectUris: [first] }: ClientMetadata): string | null {
  if (first === undefined) return null;
  const target = redirectTarget(first);
  return target.kind === 'private_use' ? target.scheme : target.host;
}
