/**
 * Reads the metadata of a client, registered or published (RFC 7591 §2, clients.md §2): unknown in, every
 * default resolved out. Never looks at who asks, fetches nothing.
 */

import { redirectTarget } from '@grantor/protocol';
import { presented, unacceptable } from './member.ts';
import { type ClientMetadata, type GivenMetadata, rows, translated, unservedAlgorithms } from './members.ts';
import type { MetadataRules } from './rules.ts';
import { algorithm, oneOf } from './values.ts';

export type { ClientMetadata } from './members.ts';

/**
 * The metadata this server would register. Unknown members are ignored. Throws `invalid_redirect_uri` and
 * `invalid_client_metadata`, naming the member and the rule (RFC 7591 §3.2.2).
 */
export function parseClientMetadata(json: unknown, rules: MetadataRules): ClientMetadata {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw unacceptable('The metadata', 'must be a JSON object.');
  }
  const given = readMembers(json, rules);
  checkUnkept(json, rules);
  const authMethod = decideAuthMethod(given, rules);
  const grantTypes = decideGrantTypes(given, rules.grantTypesFor(authMethod));
  const metadata: ClientMetadata = {
    ...given,
    authMethod,
    grantTypes,
    responseTypes: decideResponseTypes(given, { grantTypes, served: rules.responseTypes }),
    applicationType: given.applicationType ?? (given.redirectUris.some(isOnDevice) ? 'native' : 'web'),
    idTokenAlg: given.idTokenAlg ?? defaultIdTokenAlg(rules),
    translations: readTranslations(json, rules),
  };
  for (const check of checks) check(metadata);
  return metadata;
}

function readMembers(json: object, rules: MetadataRules): GivenMetadata {
  const read = rows.map(([key, { wire, read, absent }]) => {
    const value = presented(json, wire);
    return [key, value === undefined ? absent : read(value, wire, rules)];
  });
  return Object.fromEntries(read) as GivenMetadata; // the shape of the table, value for row
}

/** Members that are refused or say nothing new, and so are not kept. */
function checkUnkept(json: object, rules: MetadataRules): void {
  for (const wire of unservedAlgorithms) {
    const value = presented(json, wire);
    if (value !== undefined) algorithm(value, wire, rules);
  }
  const subjectType = presented(json, 'subject_type');
  if (subjectType === undefined) return;
  oneOf(rules.subjectTypes, 'is not served here.')(subjectType, 'subject_type', rules);
}

const translatable = /^([a-z_]+)#[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}$/; // RFC 7591 §2.2

function readTranslations(json: object, rules: MetadataRules): Readonly<Record<string, string>> {
  const found = Object.keys(json).flatMap((wire) => {
    const base = translatable.exec(wire)?.[1];
    const row = translated.find((candidate) => candidate.wire === base);
    const value = presented(json, wire);
    if (row === undefined || value === undefined) return [];
    const read = row.read(value, row.wire, rules);
    return read === null ? [] : [[wire, read] as const];
  });
  return Object.fromEntries(found);
}

function decideAuthMethod({ authMethod }: GivenMetadata, rules: MetadataRules): ClientMetadata['authMethod'] {
  if (authMethod === null) return rules.defaultAuthMethod;
  const found = rules.authMethods.find((method) => method === authMethod);
  if (found === undefined) throw unacceptable('token_endpoint_auth_method', 'is not served here.');
  return found;
}

// RFC 7591 §3.2.1: the server may replace what was asked for; clients copy lists they do not need
function decideGrantTypes(
  { grantTypes: wanted }: GivenMetadata,
  served: readonly string[],
): readonly string[] {
  // clients.md §2: with a code grant alone people would be signed out every hour
  const kept = (wanted ?? ['authorization_code', 'refresh_token']).filter((name) => served.includes(name));
  if (kept.length === 0) throw unacceptable('grant_types', 'has no grant type that is served here.');
  return kept;
}

// RFC 7591 §2.1
function decideResponseTypes(
  { responseTypes: wanted }: GivenMetadata,
  { grantTypes, served }: { grantTypes: readonly string[]; served: readonly string[] },
): readonly string[] {
  const answersWithCode = grantTypes.includes('authorization_code');
  const kept = (wanted ?? (answersWithCode ? ['code'] : []))
    .map(inOrder)
    .filter((name) => served.includes(name));
  if (!answersWithCode && kept.length > 0)
    throw unacceptable('response_types', 'do not fit the grant types.');
  if (answersWithCode && kept.length === 0) {
    throw unacceptable('response_types', 'has no response type that is served here.');
  }
  return [...new Set(kept)];
}

/** The order of the words does not matter (Multiple Response Types §5). */
const inOrder = (responseType: string): string => responseType.split(' ').filter(Boolean).sort().join(' ');

const isOnDevice = (uri: string): boolean => redirectTarget(uri).kind !== 'web';

// OpenID Connect Registration §2
const defaultIdTokenAlg = ({ algorithms }: MetadataRules): string | null =>
  algorithms['id_token_signed_response_alg']?.find((name) => name === 'RS256') ?? null;

const keyedMethods: readonly string[] = ['private_key_jwt', 'self_signed_tls_client_auth'];

/** What is kept of a client that describes itself, in bytes: as much as a metadata document has (clients.md §5). */
const keptLimit = 16_384;

type Check = (metadata: ClientMetadata) => void;

const checks: readonly Check[] = [
  ({ grantTypes, redirectUris }) => {
    if (grantTypes.includes('authorization_code') && redirectUris.length === 0) {
      throw unacceptable('redirect_uris', 'are needed for the authorization code grant.');
    }
  },
  // RFC 7591 §2
  ({ jwks, jwksUri }) => {
    if (jwks !== null && jwksUri !== null) throw unacceptable('jwks', 'excludes jwks_uri.');
  },
  ({ authMethod, jwks, jwksUri }) => {
    if (keyedMethods.includes(authMethod) && jwks === null && jwksUri === null) {
      throw unacceptable('token_endpoint_auth_method', 'needs jwks or jwks_uri.');
    }
  },
  // security.md L-8
  (metadata) => {
    if (Buffer.byteLength(JSON.stringify(metadata)) > keptLimit) {
      throw unacceptable('The metadata', 'has at most 16384 bytes beside what is ignored.');
    }
  },
];
