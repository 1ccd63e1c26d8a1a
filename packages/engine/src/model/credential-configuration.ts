/** What credentials this server issues (OpenID4VCI §12.2.4), as administrators describe them. */

import { sha256 } from '@grantor/protocol';
import type { AuthorizationDetail, DetailWords } from './authorization-details.ts';
import type { AgreedClaims } from './claims-request.ts';
import type { Resource } from './resource.ts';

/** Where the value of a claim comes from: what is stored of the person by that name, or the same for everybody. */
export type ClaimSource =
  | { readonly kind: 'user'; readonly claim: string }
  | { readonly kind: 'constant'; readonly value: string | number | boolean };

/** Never in what is made selective: they say what other members mean (RFC 9901 §4.1, SD-JWT VC §3.2.2.2). */
export const reservedMembers: readonly string[] = [
  ...['iss', 'iat', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status', 'sub', 'jti'],
  ...['_sd', '_sd_alg', '...'],
];

export type CredentialClaim = {
  /** Names of members, from the outermost one in (OpenID4VCI Appendix C). */
  readonly path: readonly string[];
  readonly source: ClaimSource;
  /** Whether its holder may keep it back (RFC 9901 §4.1). */
  readonly disclosure: 'selective' | 'always';
  /** What it is called; null: by its path. */
  readonly label: DetailWords | null;
};

export const credentialAlgorithms = ['ES256', 'EdDSA'] as const;
export type CredentialAlgorithm = (typeof credentialAlgorithms)[number];

/** A credential configuration (federation-vci-authlete.md VCI-1). */
export type CredentialConfiguration = {
  readonly id: string;
  /** What it says it is (SD-JWT VC §3.2.2.1); null: the address of its type here. */
  readonly vct: string | null;
  /** By which it is asked for; null: by authorization details and offers alone. */
  readonly scope: string | null;
  readonly name: DetailWords;
  readonly description: string | null;
  /** Of the card in a wallet, `#rrggbb`; null: as the wallet likes. */
  readonly backgroundColor: string | null;
  readonly claims: readonly CredentialClaim[];
  /** Seconds. */
  readonly lifetime: number;
  readonly algorithm: CredentialAlgorithm;
  /** What it is bound to: a key of its holder, or nothing. */
  readonly binding: 'jwk' | 'none';
  readonly proofAlgorithms: readonly string[];
  /** So many of it in one answer at most, each for a key of its own. */
  readonly batchSize: number;
  /** Whether an administrator looks at each request first. */
  readonly approval: 'needed' | 'not_needed';
};

/** Under what the scopes of credentials are listed among those of resources; no token is for it. */
export const credentialScopesUri = (issuer: string): string => `${issuer}/vci`;

/** OpenID4VCI §5.1.2 */
export const isCredentialScope = (scope: string, issuer: string, resources: readonly Resource[]): boolean =>
  resources.some(
    ({ uri, scopes }) =>
      uri === credentialScopesUri(issuer) && scopes?.some(({ name }) => name === scope) === true,
  );

/** OpenID4VCI §5.1.1 */
export const credentialDetailsType = 'openid_credential';

/** The right to one credential, as a token carries it. */
export const credentialDetail = (configurationId: string): AuthorizationDetail => ({
  type: credentialDetailsType,
  credential_configuration_id: configurationId,
});

/** The configuration that an object of authorization details is about; null: it is about no credential. */
export function configurationIdOf(detail: AuthorizationDetail): string | null {
  const { type, credential_configuration_id: id } = detail;
  return type === credentialDetailsType && typeof id === 'string' ? id : null;
}

/** As it is told to a client: each credential by the identifiers of its datasets, of which there is one (OpenID4VCI §6.2). */
export function toldDetail(detail: AuthorizationDetail): AuthorizationDetail {
  const id = configurationIdOf(detail);
  return id === null ? detail : { ...detail, credential_identifiers: [id] };
}

/** What is known of the person, as the credential says it: by where it stands, and whence it comes. Holds no space. */
const sayingOf = ({ id }: Pick<CredentialConfiguration, 'id'>, { path, source }: CredentialClaim): string =>
  sha256(JSON.stringify([id, path, source]));

const isOfPerson = ({ source }: CredentialClaim): boolean => source.kind === 'user';

/** All that the credential says of the person; what it says of everybody is no matter of theirs. */
export const sayingsOf = (configuration: Pick<CredentialConfiguration, 'id' | 'claims'>): readonly string[] =>
  configuration.claims.filter(isOfPerson).map((claim) => sayingOf(configuration, claim));

/** What the credential may say, given what its person agreed to: no more of them than they knew then (security.md T-4). */
export const claimsAgreed = (
  configuration: Pick<CredentialConfiguration, 'id' | 'claims'>,
  { sayings = [] }: Pick<AgreedClaims, 'sayings'>,
): readonly CredentialClaim[] =>
  configuration.claims.filter(
    (claim) => !isOfPerson(claim) || sayings.includes(sayingOf(configuration, claim)),
  );

/** The last name of a path, or what the administrator called it. */
export const claimName = ({ label, path }: Pick<CredentialClaim, 'label' | 'path'>): string =>
  label?.text ?? path.join('.');
