/**
 * Reads the metadata of a client, registered or published (RFC 7591 §2, clients.md §2): unknown in, every
 * default resolved out. Never looks at who asks, fetches nothing.
 */

import { redirectTarget } from '@grantor/protocol';
import { findResponseType, implicitGrant } from '../authorize/response-type.ts';
import { missingFor } from '../client-auth/registry.ts';
import { sectorOf } from '../tokens/subject.ts';
import { checkReaders, decideEncryption } from './encryption.ts';
import { Findings, type Member, presented, type Reader, unacceptable } from './member.ts';
import {
  type ClientMetadata,
  type DecidedMetadata,
  type GivenMetadata,
  rows,
  translated,
} from './members.ts';
import type { MetadataRules } from './rules.ts';
import { flag } from './values.ts';

export type { ClientMetadata } from './members.ts';

/**
 * The metadata this server would register. Unknown members are ignored. Throws `invalid_redirect_uri` and
 * `invalid_client_metadata`, naming the member and the rule (RFC 7591 §3.2.2).
 */
export function parseClientMetadata(json: unknown, rules: MetadataRules): ClientMetadata {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw unacceptable('The metadata', 'not_an_object');
  }
  const found = new Findings();
  const given = readMembers(json, rules, found);
  const translations = readTranslations(json, rules, found);
  const decided = { ...decideEncryption(given, found), ...decide(given, rules, found) };
  const metadata = { ...given, ...decided, translations };
  // A member that could not be read would contradict others, too
  if (found.areNone) for (const check of checks) found.read(() => check(metadata), undefined);
  found.check();
  return metadata;
}

function readMembers(json: object, rules: MetadataRules, found: Findings): GivenMetadata {
  const read = rows.map(([key, { wire, read, absent }]) => {
    const value = presented(json, wire);
    return [key, value === undefined ? absent : found.read(() => read(value, wire, rules), absent)];
  });
  for (const { wire, read } of unkept) {
    const value = presented(json, wire);
    if (value !== undefined) found.read(() => read(value, wire, rules), null);
  }
  return Object.fromEntries(read) as GivenMetadata; // the shape of the table, value for row
}

// CIBA §4: people have no code of their own here
const noUserCode: Reader<boolean> = (value, at, rules) => {
  if (flag(value, at, rules)) throw unacceptable(at, 'no_user_code');
  return false;
};

/** Members that are refused, and so are not kept. */
const unkept: readonly { readonly wire: string; readonly read: Reader<unknown> }[] = [
  { wire: 'backchannel_user_code_parameter', read: noUserCode },
];

/** Whether a member of this name is one that is read, in any language. */
export const isMetadataMember = (wire: string): boolean =>
  rows.some(([, row]) => row.wire === wire) ||
  unkept.some((row) => row.wire === wire) ||
  translationOf(wire) !== undefined;

const translatable = /^([a-z_]+)#[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}$/; // RFC 7591 §2.2

const translationOf = (wire: string): Member<string | null> | undefined => {
  const base = translatable.exec(wire)?.[1];
  return translated.find((candidate) => candidate.wire === base);
};

function readTranslations(
  json: object,
  rules: MetadataRules,
  found: Findings,
): Readonly<Record<string, string>> {
  const translations = Object.keys(json).flatMap((wire) => {
    const row = translationOf(wire);
    const value = presented(json, wire);
    if (row === undefined || value === undefined) return [];
    const read = found.read(() => row.read(value, row.wire, rules), null);
    return read === null ? [] : [[wire, read] as const];
  });
  return Object.fromEntries(translations);
}

function decide(given: GivenMetadata, rules: MetadataRules, found: Findings): Decided {
  const authMethod = found.read(() => decideAuthMethod(given, rules), rules.defaultAuthMethod);
  const grantTypes = found.read<readonly string[] | null>(
    () => decideGrantTypes(given, { served: rules.grantTypesFor(authMethod), rules }),
    null,
  );
  return {
    authMethod,
    grantTypes: grantTypes ?? [],
    responseTypes:
      grantTypes === null ? [] : found.read(() => decideResponseTypes(given, { grantTypes, rules }), []),
    applicationType: given.applicationType ?? (given.redirectUris.some(isOnDevice) ? 'native' : 'web'),
    idTokenAlg: given.idTokenAlg ?? rules.idTokenAlg,
  };
}

type Decided = Omit<DecidedMetadata, 'translations'> & Pick<GivenMetadata, 'idTokenAlg'>;

// clients.md §2: with a code grant alone people would be signed out every hour
const usualGrants: readonly string[] = ['authorization_code', 'refresh_token'];

function decideAuthMethod({ authMethod }: GivenMetadata, rules: MetadataRules): ClientMetadata['authMethod'] {
  if (authMethod === null) return rules.defaultAuthMethod;
  const found = rules.authMethods.find((method) => method === authMethod);
  if (found === undefined) throw unacceptable('token_endpoint_auth_method', 'unserved');
  return found;
}

function decideGrantTypes(
  given: GivenMetadata,
  { served, rules }: { served: readonly string[]; rules: MetadataRules },
): readonly string[] {
  // OpenID Connect Registration §2 lists it beside `code id_token`, where nothing is granted by it
  const isListed = (name: string) =>
    name === implicitGrant && !served.includes(name) && given.responseTypes?.some(isHybrid) === true;
  const wanted = given.grantTypes ?? usualGrants;
  const kept = keepServed(wanted, {
    at: 'grant_types',
    served: (name) => served.includes(name) || isListed(name),
    rules,
  }).filter((name) => !isListed(name));
  if (kept.length === 0) throw unacceptable('grant_types', 'no_grant_type');
  return kept;
}

// RFC 7591 §2.1
function decideResponseTypes(
  { responseTypes: wanted }: GivenMetadata,
  { grantTypes, rules }: { grantTypes: readonly string[]; rules: MetadataRules },
): readonly string[] {
  const answersWithCode = grantTypes.includes('authorization_code');
  const answers = answersWithCode || grantTypes.includes(implicitGrant);
  const kept = keepServed((wanted ?? (answersWithCode ? ['code'] : [])).map(inOrder), {
    at: 'response_types',
    served: (name) => rules.responseTypes.includes(name),
    rules,
  });
  if (!kept.every((name) => fits(name, grantTypes)))
    throw unacceptable('response_types', 'response_types_misfit');
  if (answers && kept.length === 0) {
    throw unacceptable('response_types', 'no_response_type');
  }
  return [...new Set(kept)];
}

function keepServed(
  wanted: readonly string[],
  { at, served, rules }: { at: string; served: (name: string) => boolean; rules: MetadataRules },
): readonly string[] {
  if (rules.unserved === 'drop') return wanted.filter(served);
  const found = new Findings();
  for (const [index, name] of wanted.entries()) {
    if (!served(name)) found.add(unacceptable(`${at}[${index}]`, 'unserved_for_client'));
  }
  found.check();
  return wanted;
}

/** OpenID Connect Registration §2: each type with the grant types it takes. */
function fits(name: string, grantTypes: readonly string[]): boolean {
  const row = findResponseType(name);
  if (row?.code === 'given' && !grantTypes.includes('authorization_code')) return false;
  return row?.standing !== 'legacy' || grantTypes.includes(implicitGrant);
}

const isHybrid = (responseType: string): boolean => inOrder(responseType) === 'code id_token';

/** The order of the words does not matter (Multiple Response Types §5). */
const inOrder = (responseType: string): string => responseType.split(' ').filter(Boolean).sort().join(' ');

const isOnDevice = (uri: string): boolean => redirectTarget(uri).kind !== 'web';

/** What is kept of a client that describes itself, in bytes: as much as a metadata document has (clients.md §5). */
const keptLimit = 16_384;

type Check = (metadata: ClientMetadata) => void;

const checks: readonly Check[] = [
  ({ grantTypes, redirectUris }) => {
    const isSentBack = grantTypes.includes('authorization_code') || grantTypes.includes(implicitGrant);
    if (isSentBack && redirectUris.length === 0) {
      throw unacceptable('redirect_uris', 'redirects_needed');
    }
  },
  // RFC 7591 §2
  ({ jwks, jwksUri }) => {
    if (jwks !== null && jwksUri !== null) throw unacceptable('jwks', 'jwks_twice');
  },
  (metadata) => {
    const missing = missingFor(metadata);
    if (missing !== null) throw unacceptable(missing.member, missing.fault, missing.values);
  },
  // advanced.md JAR-3
  ({ requireSignedRequestObject, jwks, jwksUri }) => {
    if (requireSignedRequestObject && jwks === null && jwksUri === null) {
      throw unacceptable('require_signed_request_object', 'keys_needed');
    }
  },
  // advanced.md JAR-6
  ({ requireEncryptedRequestObject, requestObjectEncryptionAlg, jwks, jwksUri }) => {
    if (!requireEncryptedRequestObject) return;
    const at = 'require_encrypted_request_object';
    if (requestObjectEncryptionAlg === null) throw unacceptable(at, 'encryption_alg_needed');
    if (jwks === null && jwksUri === null) throw unacceptable(at, 'keys_needed');
  },
  // OpenID Connect Front-Channel Logout §2, advanced.md LGO-1
  ({ frontchannelLogoutUri, redirectUris }) => {
    if (frontchannelLogoutUri === null) return;
    const origin = URL.parse(frontchannelLogoutUri)?.origin;
    if (!redirectUris.some((uri) => URL.parse(uri)?.origin === origin)) {
      throw unacceptable('frontchannel_logout_uri', 'frontchannel_elsewhere');
    }
  },
  // CIBA §4
  (metadata) => {
    if (metadata.backchannelDelivery === 'ping' && metadata.backchannelNotificationEndpoint === null) {
      throw unacceptable('backchannel_client_notification_endpoint', 'notification_needed');
    }
    if (metadata.backchannelRequestAlg !== null && metadata.jwks === null && metadata.jwksUri === null) {
      throw unacceptable('backchannel_authentication_request_signing_alg', 'keys_needed');
    }
  },
  checkReaders,
  // advanced.md PWS-2
  (metadata) => {
    if (metadata.subjectType === 'pairwise' && sectorOf(metadata) === null) {
      throw unacceptable('sector_identifier_uri', 'sector_needed');
    }
  },
  // security.md L-8
  (metadata) => {
    if (Buffer.byteLength(JSON.stringify(metadata)) > keptLimit) {
      throw unacceptable('The metadata', 'too_large', { most: keptLimit });
    }
  },
];
