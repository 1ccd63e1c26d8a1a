/** What this server lets clients register: taken from the registries, so that what is advertised is accepted. */

import { isLoopbackUrl } from '@grantor/protocol';
import { implicitGrant, servedResponseTypes } from '../authorize/response-type.ts';
import { assertionAlgorithms, servedMethods } from '../client-auth/registry.ts';
import { deviceCode } from '../grants/device-code.ts';
import type { Grant } from '../grants/grant.ts';
import { grants, offeredGrants } from '../grants/registry.ts';
import type { AuthMethodName } from '../model/client.ts';
import { encryptedAnswers, encryptionMembers } from '../model/encrypted-answer.ts';
import type { ProfileName } from '../model/profile.ts';
import type { Resource } from '../model/resource.ts';
import { supportedResponseModes } from '../model/response-mode.ts';
import type { ClientKeys } from '../ports/client-proofs.ts';
import type { Policy } from '../ports/policy.ts';
import type { Addresses, KeyRing } from '../ports/ports.ts';
import { allowedBy, type SecurityProfile, serverProfile } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { vouchedScopes } from '../tokens/claims.ts';
import { builtInScopes, isRestricted } from '../tokens/scope-decision.ts';

export type MetadataRules = {
  /**
   * What becomes of values that are right but not served here: clients of strangers copy lists they do not need
   * (RFC 7591 §3.2.1), while whoever writes a declaration means each of them.
   */
  readonly unserved: 'drop' | 'refuse';
  /** What the server holds every client to that has no profile of its own (advanced.md PRF-2). */
  readonly profile: ProfileName;
  readonly authMethods: readonly AuthMethodName[];
  /** What a client is that names no method. */
  readonly defaultAuthMethod: AuthMethodName;
  /** The grant types a client with this method may have. */
  readonly grantTypesFor: (method: AuthMethodName) => readonly string[];
  readonly responseTypes: readonly string[];
  readonly responseModes: readonly string[];
  /** Of signatures and encryption, by the member that chooses one; a member that is not here has no value that would be served. */
  readonly algorithms: Readonly<Record<string, readonly string[]>>;
  /** The algorithm of ID tokens where none is named; null: the server's. */
  readonly idTokenAlg: string | null;
  /** Whether the scope is one a client could ever get. */
  readonly offersScope: (scope: string) => boolean;
  /** The issuer, to whose own pages nobody is sent; null: whoever declares the client may mean that. */
  readonly ownSite: string | null;
  /** Which addresses this server would call. */
  readonly addresses: Addresses;
};

const assertionGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What a stranger may have: grants in which a person, or an issuer that was trusted, decides (clients.md §2). */
const openGrants: readonly string[] = [
  'authorization_code',
  'refresh_token',
  deviceCode.name,
  assertionGrant,
];

/** `beyond`: grant types allowed beside those of strangers; `any` with the initial access token (RFC 7591 §3). */
export function registrationRules(
  { ports: { keys, clientKeys, addresses }, policy }: Pick<Context, 'ports' | 'policy'>,
  resources: readonly Resource[],
  beyond: 'any' | readonly string[],
): MetadataRules {
  const offered = offeredGrants(policy).filter(
    ({ name }) => beyond === 'any' || beyond.includes(name) || openGrants.includes(name),
  );
  const profile = serverProfile(policy);
  const algorithms = algorithmsUnder(profile, {
    token_endpoint_auth_signing_alg: clientKeys.algorithms,
    request_object_signing_alg: clientKeys.algorithms,
    backchannel_authentication_request_signing_alg: clientKeys.algorithms,
    id_token_signed_response_alg: keys.algorithms('id_token'),
    userinfo_signed_response_alg: keys.algorithms('userinfo'),
    authorization_signed_response_alg: keys.algorithms('authorization_response'),
    introspection_signed_response_alg: keys.algorithms('introspection'),
  });
  return {
    ...served,
    ...servedUnder(profile, policy, 'client'),
    unserved: 'drop',
    profile: policy.profile,
    grantTypesFor: withImplicit(policy, (authMethod) => namesOf(offered, authMethod)),
    algorithms: { ...algorithms, ...encryptionsBy(clientKeys.encryption, keys.decryption) },
    // OpenID Connect Registration §2, advanced.md SW-8
    idTokenAlg: preferred(profile, algorithms),
    offersScope: scopeOffer(resources, policy),
    ownSite: policy.issuer,
    addresses,
  };
}

/** For clients that an administrator declares: whatever this server can do, and nothing left out in silence. */
export const declarationRules = ({
  profile,
  certificates,
  credentials,
  algorithms,
  encryption,
  decryption,
  addresses,
  legacyResponseTypes,
}: Pick<MetadataRules, 'algorithms' | 'addresses'> &
  Pick<ClientKeys, 'encryption'> &
  Pick<KeyRing, 'decryption'> &
  Pick<Policy, 'profile' | 'certificates' | 'credentials' | 'legacyResponseTypes'>): MetadataRules => ({
  ...served,
  ...servedUnder(
    serverProfile({ profile }),
    { certificates, credentials, legacyResponseTypes },
    'administrator',
  ),
  unserved: 'refuse',
  profile,
  grantTypesFor: withImplicit({ legacyResponseTypes, profile }, (authMethod) =>
    allowedBy(serverProfile({ profile }).grantTypes, namesOf(grants, authMethod)),
  ),
  algorithms: {
    ...algorithmsUnder(serverProfile({ profile }), algorithms),
    ...encryptionsBy(encryption, decryption),
    token_endpoint_auth_signing_alg: assertionAlgorithms(
      serverProfile({ profile }),
      algorithms['token_endpoint_auth_signing_alg'] ?? [],
    ),
  },
  idTokenAlg: null,
  offersScope: () => true,
  ownSite: null,
  addresses,
});

const served = {} as const;

/** Of what clients sign, and of ID tokens: userinfo is theirs to choose (advanced.md SW-7). */
const algorithmsUnder = (
  { clientAlgorithms }: SecurityProfile,
  { userinfo_signed_response_alg: ofUserinfo, ...others }: MetadataRules['algorithms'],
): MetadataRules['algorithms'] => ({
  ...(ofUserinfo === undefined ? {} : { userinfo_signed_response_alg: ofUserinfo }),
  ...Object.fromEntries(
    Object.entries(others).map(([member, names]) => [member, allowedBy(clientAlgorithms, names)]),
  ),
});

/** Of what is encrypted for clients, and by them, by the members that say so (advanced.md JWR-4, JAR-6). */
const encryptionsBy = (
  { algorithms, contents }: ClientKeys['encryption'],
  own: KeyRing['decryption'],
): MetadataRules['algorithms'] => ({
  ...Object.fromEntries(
    Object.values(encryptedAnswers)
      .map(encryptionMembers)
      .flatMap(({ alg, enc }) => [
        [alg, algorithms],
        [enc, contents],
      ]),
  ),
  request_object_encryption_alg: own.algorithms,
  request_object_encryption_enc: own.contents,
});

const usualMethod = 'client_secret_basic'; // RFC 7591 §2

function servedUnder(
  profile: SecurityProfile,
  policy: Pick<Policy, 'certificates' | 'credentials' | 'legacyResponseTypes'>,
  speaker: 'client' | 'administrator',
): Pick<MetadataRules, 'authMethods' | 'defaultAuthMethod' | 'responseTypes' | 'responseModes'> {
  const authMethods = servedMethods(profile, policy)
    .filter(({ givenBy }) => speaker === 'administrator' || givenBy === undefined)
    .map(({ name }) => name);
  return {
    authMethods,
    defaultAuthMethod: authMethods.find((name) => name === usualMethod) ?? authMethods[0] ?? usualMethod,
    responseTypes: allowedBy(
      profile.responseTypes,
      servedResponseTypes(policy).map(({ name }) => name),
    ),
    responseModes: allowedBy(profile.responseModes, supportedResponseModes),
  };
}

const preferred = (
  { signingAlgorithm }: SecurityProfile,
  { id_token_signed_response_alg: served }: MetadataRules['algorithms'],
): string | null => served?.find((name) => name === (signingAlgorithm ?? 'RS256')) ?? null;

/** With the grant type that goes with the response types that are served (OpenID Connect Registration §2). */
const withImplicit =
  (
    { legacyResponseTypes, profile }: Pick<Policy, 'legacyResponseTypes' | 'profile'>,
    grantTypesFor: MetadataRules['grantTypesFor'],
  ): MetadataRules['grantTypesFor'] =>
  (authMethod) => [
    ...grantTypesFor(authMethod),
    ...allowedBy(
      serverProfile({ profile }).grantTypes,
      legacyResponseTypes === 'served' ? [implicitGrant] : [],
    ),
  ];

const namesOf = (offered: readonly Grant[], authMethod: AuthMethodName): readonly string[] =>
  offered.filter((grant) => grant.isOpenTo(authMethod)).map(({ name }) => name);

/** A resource without a list of its own accepts any name for itself (clients.md §9). */
function scopeOffer(
  resources: readonly Resource[],
  { resourceAllowlist, issuer }: Context['policy'],
): (scope: string) => boolean {
  const acceptsAny =
    resources.some(({ scopes }) => scopes === null) || resourceAllowlist.length > 0 || isLoopbackUrl(issuer);
  const named = new Set(resources.flatMap(({ scopes }) => (scopes ?? []).map(({ name }) => name)));
  return (scope) =>
    !isRestricted(scope, resources) &&
    !vouchedScopes.includes(scope) &&
    (acceptsAny || builtInScopes.includes(scope) || named.has(scope));
}
