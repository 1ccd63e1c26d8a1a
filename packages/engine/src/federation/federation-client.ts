/** A resolved entity as a client of this server (OpenID Federation §12.1, §12.2.2). */

import { clientId, isWithin } from '@grantor/protocol';
import { servedMethods } from '../client-auth/registry.ts';
import { changedMembers } from '../client-documents/changed-members.ts';
import type { AuthMethodName, Client, FederationMembership } from '../model/client.ts';
import type { Fact, Source } from '../ports/facts.ts';
import { serverProfile } from '../profiles/security-profile.ts';
import { UnacceptableMetadata } from '../registration/member.ts';
import { parseClientMetadata } from '../registration/metadata.ts';
import { clientFromMetadata, withSecret } from '../registration/registered-client.ts';
import { type MetadataRules, registrationRules } from '../registration/rules.ts';
import { checkSector } from '../registration/sector.ts';
import { knowsAlike } from '../tokens/subject.ts';
import { FederationError } from './federation-error.ts';
import type { FederationWorld, ResolvedClient } from './resolver.ts';

export type Arrived = {
  readonly client: Client;
  /** Told once; null: it has none. */
  readonly secret: string | null;
  /** What registers it. */
  readonly fact: Extract<Fact, { readonly kind: 'federation_client_registered' }>;
};

type Coming = {
  readonly resolved: ResolvedClient;
  readonly registration: FederationMembership['registration'];
  readonly source: Source;
};

/** Throws FederationError `invalid_metadata`, and UnacceptableMetadata for one that registered explicitly. */
export async function federationClient(world: FederationWorld, coming: Coming): Promise<Arrived> {
  const { ports } = world;
  const { resolved, registration } = coming;
  const id = clientId(resolved.id);
  const { trustAnchor, superior, organizationName, endsAt } = resolved;
  const described = clientFromMetadata(await metadataOf(world, coming), {
    ...{ id, source: 'federation', secrets: [], furtherAuthMethods: [], lastUsedAt: null },
  });
  const federation = { registration, trustAnchor, superior, organizationName, endsAt };
  const { client, secret } = withSecret({ ...described, federation }, ports.random);
  const secrets = client.secrets.map((one) => ({ ...one, expiresAt: endsAt }));
  const before = await ports.store.findClient(id);
  if (before !== null && !knowsAlike(before, client))
    throw new FederationError('invalid_metadata', 'people have other names towards it');
  const kept = { ...client, secrets, status: before?.status ?? client.status };
  const changed = before === null ? null : changedMembers(before, kept);
  return { client: kept, secret, fact: { kind: 'federation_client_registered', client: kept, changed } };
}

async function metadataOf(world: FederationWorld, { resolved, registration, source }: Coming) {
  const { metadata, id } = resolved;
  if (Object.hasOwn(metadata, 'client_id') && metadata['client_id'] !== id)
    throw new FederationError('invalid_metadata', 'it has another client_id');
  checkRegistrationType(metadata['client_registration_types'], registration);
  const resources = await world.ports.store.listResources();
  const rules = rulesFor(registrationRules(world, resources, []), registration, world);
  try {
    const parsed = parseClientMetadata(metadata, rules);
    await checkSector(world.ports.sectors, parsed, source);
    return parsed;
  } catch (error) {
    if (!(error instanceof UnacceptableMetadata) || registration === 'explicit') throw error;
    throw new FederationError('invalid_metadata', error.description);
  }
}

/** What it says it does, where it says so (OpenID Federation §5.1.2). */
function checkRegistrationType(said: unknown, registration: FederationMembership['registration']): void {
  if (Array.isArray(said) && !isWithin([registration], said as readonly string[]))
    throw new FederationError('invalid_metadata', `it does not register in the way that is ${registration}`);
}

/** Who comes with a request has no secret; nobody of a federation goes without any proof (federation-vci-authlete.md FED-14). */
function rulesFor(
  rules: MetadataRules,
  registration: FederationMembership['registration'],
  { policy }: FederationWorld,
): MetadataRules {
  const proving = servedMethods(serverProfile(policy), policy).filter(({ by }) =>
    registration === 'automatic' ? by === 'key' : by !== 'name',
  );
  const authMethods: readonly AuthMethodName[] = proving.map(({ name }) => name);
  const defaultAuthMethod = registration === 'automatic' ? 'private_key_jwt' : rules.defaultAuthMethod;
  return { ...rules, authMethods, defaultAuthMethod };
}
