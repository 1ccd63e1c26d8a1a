/** A client described by members, those of registration (RFC 7591 §2) and our own, as the bootstrap file has them. */

import {
  type Client,
  checkPublishedReaders,
  checkSector,
  describeClient,
  UnacceptableMetadata,
} from '@grantor/engine';
import { describedClientReader, findingsIn } from '../bootstrap/client.ts';
import type { Finding } from '../bootstrap/problems.ts';
import type { Actor } from './change.ts';
import type { ClientPorts } from './held-client.ts';

export type Members = Readonly<Record<string, unknown>>;

export type Description =
  | { readonly kind: 'client'; readonly client: Client }
  /** Each with the member it is about, as `redirect_uris[1]`. */
  | { readonly kind: 'refused'; readonly problems: readonly Finding[] };

/**
 * The client of these members, every default resolved, or all that is wrong with them; its sector, and its keys where
 * something is encrypted by them, are asked for on behalf of `actor` (advanced.md PWS-3, JWR-4).
 */
export async function readDescription(
  { rules, sectors, clientKeys }: Pick<ClientPorts, 'rules' | 'sectors' | 'clientKeys'>,
  members: Members,
  { source }: Pick<Actor, 'source'>,
): Promise<Description> {
  const { client, problems } = describedClientReader({}, rules)(members, []);
  if (client === null || problems.length > 0) return { kind: 'refused', problems };
  try {
    const asking = { address: source?.address ?? '' };
    await checkSector(sectors, client, asking);
    await checkPublishedReaders(clientKeys, client, asking);
  } catch (error) {
    if (!(error instanceof UnacceptableMetadata)) throw error;
    return { kind: 'refused', problems: findingsIn(error) };
  }
  return { kind: 'client', client };
}

/** The members that describe the client: the way back. */
export const membersOf = (client: Client): Members => ({
  ...describeClient(client),
  ...present({
    client_id: client.id,
    description: client.description,
    profile: client.profile,
    require_pkce: client.pkceRequired,
    require_dpop_nonce: client.dpopNonceRequired,
    skip_consent: client.consent === 'skip',
    claims_in_id_token: client.claimsInIdToken,
    extra_claims: client.extraClaims === 'allowed',
    device_authorization_auth: client.deviceAuthorizationAuth,
    access_token_format: client.accessTokenFormat,
    token_profile: client.tokenProfile,
    refresh_rotation: client.refreshRotation,
    allowed_groups: client.allowedGroups,
    resources: client.resources,
    own_resources: client.ownResources,
    project: client.project,
    service_account: client.serviceAccount,
  }),
});

const present = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
