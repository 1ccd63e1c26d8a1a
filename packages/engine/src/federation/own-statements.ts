/** What this server says of itself as an entity (OpenID Federation §9, §8.7, federation-vci-authlete.md FED-2 to FED-4). */

import {
  after,
  type Epoch,
  type Instant,
  parseObject,
  publicReply,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { servedMethods } from '../client-auth/registry.ts';
import { serverProfile } from '../profiles/security-profile.ts';
import { endpoints } from '../requests/paths.ts';
import { statementType } from './entity-statement.ts';
import type { FederationWorld } from './resolver.ts';

/** Seconds a statement is good for, and for which it is given again. */
const goodFor = 24 * 3600;
const givenFor = 3600;

export type OwnStatements = {
  entityConfiguration(): Promise<Reply>;
  historicalKeys(): Promise<Reply>;
};

/** `discovery`: the metadata document as it is now. */
export function createOwnStatements(world: FederationWorld, discovery: () => Promise<Reply>): OwnStatements {
  const { ports } = world;
  let kept: { readonly from: string; readonly reply: Reply; readonly until: Instant } | null = null;
  return {
    async entityConfiguration() {
      const at = ports.clock.now();
      const now = secondOf(at);
      const published = ports.federation.keys.published(now);
      const document = (await discovery()).body ?? '{}';
      const issuing = await credentialIssuer(world);
      const from = JSON.stringify([document, issuing, published.map(({ kid }) => kid)]);
      if (kept?.from === from && at < kept.until) return kept.reply;
      const claims = configurationClaims(world, { document, issuing }, now);
      const body = await ports.federation.keys.sign({ typ: statementType, claims, now });
      const reply = statementReply(body, statementType);
      kept = { from, reply, until: (at + givenFor * 1000) as Instant };
      return reply;
    },
    async historicalKeys() {
      const now = secondOf(ports.clock.now());
      const keys = ports.federation.keys.historical(now).map(({ jwk, issuedAt, expiredAt, revokedAt }) => ({
        ...{ ...jwk, iat: issuedAt, exp: expiredAt },
        ...(revokedAt === null ? {} : { revoked: { revoked_at: revokedAt } }),
      }));
      const claims = { iss: world.policy.issuer, iat: now, keys };
      const typ = 'jwk-set+jwt';
      return statementReply(await ports.federation.keys.sign({ typ, claims, now }), typ);
    },
  };
}

/** Caches keep it as long as we do, so that nobody meets one that is about to end. */
const statementReply = (body: string, type: string): Reply =>
  publicReply({ body, type: `application/${type}`, etag: `"${sha256(body)}"`, seconds: givenFor });

/** What this server says as an issuer of credentials (OpenID Federation §5, OpenID4VCI §12.2.4); null: it is none. */
async function credentialIssuer({ ports, policy }: FederationWorld): Promise<object | null> {
  if (policy.credentials === 'refused') return null;
  const [{ describeIssuer }, configurations] = await Promise.all([
    import('../credentials/issuer-metadata.ts'),
    ports.store.listCredentialConfigurations(),
  ]);
  return describeIssuer({ policy }, configurations);
}

type Described = { readonly document: string; readonly issuing: object | null };

function configurationClaims(
  { ports, policy }: FederationWorld,
  { document, issuing }: Described,
  now: Epoch,
) {
  const { issuer, federation } = policy;
  const described = parseObject(Buffer.from(document)) ?? {};
  const { authorityHints, trustMarks } = federation;
  return {
    ...{ iss: issuer, sub: issuer, iat: now, exp: after(now, goodFor) },
    jwks: { keys: ports.federation.keys.published(now) },
    ...(authorityHints.length === 0 ? {} : { authority_hints: authorityHints }),
    ...(trustMarks.length === 0 ? {} : { trust_marks: trustMarks }),
    metadata: {
      federation_entity: entityMetadata(federation, issuer),
      openid_provider: { ...described, ...registrationMetadata(policy) },
      oauth_authorization_server: described,
      ...(issuing === null ? {} : { openid_credential_issuer: issuing }),
    },
  };
}

const entityMetadata = (
  { organizationName, contacts }: FederationWorld['policy']['federation'],
  issuer: string,
) => ({
  ...(organizationName === null ? {} : { organization_name: organizationName }),
  ...(contacts.length === 0 ? {} : { contacts }),
  federation_historical_keys_endpoint: `${issuer}${endpoints.federationHistoricalKeys.path}`,
});

/** OpenID Federation §5.1.3 */
function registrationMetadata(policy: FederationWorld['policy']) {
  const proving = servedMethods(serverProfile(policy), policy).filter(({ by }) => by === 'key');
  return {
    client_registration_types_supported: ['automatic', 'explicit'],
    federation_registration_endpoint: `${policy.issuer}${endpoints.federationRegistration.path}`,
    request_authentication_methods_supported: {
      authorization_endpoint: ['request_object'],
      pushed_authorization_request_endpoint: ['request_object', ...proving.map(({ name }) => name)],
    },
  };
}
