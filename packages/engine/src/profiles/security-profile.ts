/** What each profile asks for, switch by switch (advanced.md PRF-4). */

import type { Client } from '../model/client.ts';
import { isFapi, type ProfileName } from '../model/profile.ts';
import { type ResponseMode, signedModes, supportedResponseModes } from '../model/response-mode.ts';
import type { Policy } from '../ports/policy.ts';

export type SecurityProfile = {
  readonly name: ProfileName;
  /** advanced.md SW-1: who has to send a code challenge where neither server nor client is set otherwise. */
  readonly pkce: 'everybody' | 'unless_nonce' | 'public_only';
  /** advanced.md SW-3, SW-2: how a client has to prove itself; `key`: by one whose private half it alone has. */
  readonly clientProof: 'any' | 'key';
  /** advanced.md SW-4: what an assertion may name as its audience. */
  readonly assertionAudience: 'any_of_ours' | 'issuer_alone';
  /** advanced.md CAU-8: seconds an assertion may live; null: as the server is set. */
  readonly assertionLifetime: number | null;
  /** advanced.md SW-6: whether every access token is bound to a key or a certificate, or only those of clients that are set so. */
  readonly boundTokens: 'as_set' | 'all';
  /** advanced.md SW-5 */
  readonly refreshTokens: 'as_set' | 'fixed';
  /** advanced.md SW-7: algorithms of JWTs that clients sign or are signed for them; null: every one that is asymmetric. */
  readonly clientAlgorithms: readonly string[] | null;
  /** advanced.md SW-8, JRM-3: signature of JWTs for clients that registered none; null: as the server is set. */
  readonly signingAlgorithm: 'ES256' | null;
  /** advanced.md SW-9: seconds a code lives at most; null: as the server is set. */
  readonly codeLifetime: number | null;
  /** advanced.md SW-10 */
  readonly pushedRequests: 'required' | 'welcome';
  /** advanced.md SW-12, JAR-5: whether requests are signed, with the times and the audience that are asked for then. */
  readonly signedRequests: 'required' | 'welcome';
  /** advanced.md SW-13: whether request objects are fetched, where the server does. */
  readonly requestUris: 'as_set' | 'refused';
  /** advanced.md SW-14: null: every one the server offers and the client registered. */
  readonly responseTypes: readonly string[] | null;
  /** advanced.md SW-15: null: every one. */
  readonly responseModes: readonly ResponseMode[] | null;
  /** advanced.md SW-15: where an answer goes that is asked for without a mode; null: where its response type says. */
  readonly defaultMode: ResponseMode | null;
  /** advanced.md SW-23: null: every grant type the server offers and the client registered. */
  readonly grantTypes: readonly string[] | null;
  /** advanced.md SW-22: whom a token is for that was asked for without a resource. */
  readonly withoutResource: 'audience' | 'only_resource';
};

const oauth21: SecurityProfile = {
  name: 'oauth21',
  pkce: 'unless_nonce',
  clientProof: 'any',
  assertionAudience: 'any_of_ours',
  assertionLifetime: null,
  boundTokens: 'as_set',
  refreshTokens: 'as_set',
  clientAlgorithms: null,
  signingAlgorithm: null,
  codeLifetime: null,
  pushedRequests: 'welcome',
  signedRequests: 'welcome',
  requestUris: 'as_set',
  responseTypes: null,
  responseModes: null,
  defaultMode: null,
  grantTypes: null,
  withoutResource: 'audience',
};

/**
 * What the profile describes, and requests to people, which the operator has to switch on. A device code can be put before
 * anybody, and an assertion or a token of another gives rights that nobody was asked for here by this client.
 */
const fapiGrants = [
  ...['authorization_code', 'refresh_token', 'client_credentials'],
  'urn:openid:params:grant-type:ciba',
];

const fapi2Security: SecurityProfile = {
  ...oauth21,
  name: 'fapi2-security',
  pkce: 'everybody',
  clientProof: 'key',
  assertionAudience: 'issuer_alone',
  assertionLifetime: 300,
  boundTokens: 'all',
  refreshTokens: 'fixed',
  clientAlgorithms: ['PS256', 'ES256', 'EdDSA', 'Ed25519'],
  signingAlgorithm: 'ES256',
  codeLifetime: 60,
  pushedRequests: 'required',
  requestUris: 'refused',
  responseTypes: ['code'],
  responseModes: ['query', 'form_post', ...signedModes],
  grantTypes: fapiGrants,
};

const fapi2MessageSigning: SecurityProfile = {
  ...fapi2Security,
  name: 'fapi2-message-signing',
  signedRequests: 'required',
  responseModes: signedModes,
  defaultMode: 'jwt',
};

const profiles: Readonly<Record<ProfileName, SecurityProfile>> = {
  oauth21,
  mcp: { ...oauth21, name: 'mcp', pkce: 'everybody', withoutResource: 'only_resource' },
  'oidc-certification': { ...oauth21, name: 'oidc-certification', pkce: 'public_only' },
  'fapi2-security': fapi2Security,
  'fapi2-message-signing': fapi2MessageSigning,
};

/** What the server holds every client to that has no profile of its own. */
export const serverProfile = ({ profile }: Pick<Policy, 'profile'>): SecurityProfile => profiles[profile];

/** The modes that a client of the profile may be answered in. */
export const responseModesUnder = (profile: ProfileName): readonly ResponseMode[] =>
  allowedBy(profiles[profile].responseModes, supportedResponseModes);

/** What of the names a profile leaves; null: it allows all of them. */
export const allowedBy = <Name extends string>(
  allowed: readonly string[] | null,
  names: readonly Name[],
): readonly Name[] => (allowed === null ? names : names.filter((name) => allowed.includes(name)));

/** Whether a client of the profile may use the grant type. */
export const allowsGrantType = ({ grantTypes }: SecurityProfile, name: string): boolean =>
  grantTypes?.includes(name) ?? true;

/** Of these grant types those that a client of the profile may use. */
export const grantTypesUnder = (profile: ProfileName, names: readonly string[]): readonly string[] =>
  allowedBy(profiles[profile].grantTypes, names);

/** Whether what is registered may count; null, for nothing, may. */
const isAllowed = (allowed: readonly string[] | null, name: string | null): boolean =>
  allowed === null || name === null || allowed.includes(name);

/**
 * The signature of a JWT for the client: the one it registered, unless its profile came to refuse that (advanced.md SW-7);
 * null: as the server is set.
 */
export function algorithmFor({
  profile,
  registered,
}: {
  readonly profile: SecurityProfile;
  readonly registered: string | null;
}): string | null {
  return (isAllowed(profile.clientAlgorithms, registered) ? registered : null) ?? profile.signingAlgorithm;
}

/**
 * What the client is held to (advanced.md PRF-2): its own profile before that of the server, unless the server's is one of
 * FAPI, which binds everybody and gives way to a stricter one alone.
 */
export const profileOf = (
  client: Pick<Client, 'profile'>,
  policy: Pick<Policy, 'profile'>,
): SecurityProfile => profiles[profileNameOf(client, policy)];

/** The same, by its name. */
export const profileNameOf = (
  { profile: own }: Pick<Client, 'profile'>,
  { profile }: Pick<Policy, 'profile'>,
): ProfileName => (isFapi(profile) && own !== 'fapi2-message-signing' ? profile : (own ?? profile));
