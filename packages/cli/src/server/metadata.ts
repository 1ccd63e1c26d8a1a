import type { ServerMetadata } from 'openid-client';
import { Failure } from '../errors/failure.ts';
import type { JsonObject } from '../untrusted/json.ts';
import { readText, readTexts } from '../untrusted/json.ts';
import { isWebAddress } from '../untrusted/printable.ts';
import { shellWord } from '../untrusted/shell-word.ts';
import { checkTransport, isSameAddress, mayName, type Transport } from './address.ts';

export type { ServerMetadata } from 'openid-client';

const endpointNames = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'registration_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
  'pushed_authorization_request_endpoint',
  'jwks_uri',
] as const;

/**
 * The metadata of the issuer that was asked for (RFC 8414 §3.3: anybody could name another's endpoints). One
 * trailing slash makes no difference, as people leave it out. Endpoints are https; they are on this machine where the
 * server is.
 */
export function readMetadata(content: JsonObject, asked: string, transport: Transport): ServerMetadata {
  const issuer = readText(content, 'issuer') ?? '';
  if (!isSameAddress(issuer, asked)) throw issuerMismatch(asked, issuer);
  for (const name of endpointNames) {
    const url = readText(content, name);
    if (url !== undefined) checkEndpoint({ name, url }, asked, transport);
  }
  if (readText(content, 'token_endpoint') === undefined)
    throw notUsable(asked, 'It names no token endpoint.');
  return Object.fromEntries(Object.entries(content).filter(isWellFormed)) as ServerMetadata;
}

type Endpoint = { readonly name: string; readonly url: string };

function checkEndpoint({ name, url }: Endpoint, asked: string, transport: Transport): void {
  if (!isWebAddress(url)) throw notUsable(asked, `Its ${name} is not a URL.`);
  if (!mayName(asked, url)) throw notUsable(asked, `Its ${name} is on this machine, and it is not.`);
  checkTransport(url, `The ${name} of ${asked}`, transport);
}

/** A member of another type than its name promises is absent, as a null is: the protocol library trusts the type. */
function isWellFormed([name, value]: readonly [string, unknown]): boolean {
  if (/^issuer$|_endpoint$|_uri$/.test(name)) return typeof value === 'string';
  if (/s_supported$/.test(name)) {
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
  return value !== null;
}

/** OAuth 2.1 §4.1.1: without S256 nobody would notice a stolen code. Answers what to warn about, if anything. */
export function checkPkce(metadata: ServerMetadata): string | null {
  const methods = metadata.code_challenge_methods_supported;
  if (methods === undefined) {
    return `${metadata.issuer} does not say whether it protects codes with PKCE. Signing in is a little less safe.`;
  }
  if (methods.includes('S256')) return null;
  throw new Failure('failed', {
    what: `${metadata.issuer} does not offer PKCE with S256.`,
    why: [
      `It offers: ${methods.join(', ') || 'nothing'}. A stolen code could be used without anybody noticing.`,
    ],
    remedy: ['Have the server updated, or its metadata corrected.'],
  });
}

export const issuerMismatch = (asked: string, answered: string): Failure =>
  new Failure('failed', {
    what: 'The server calls itself by another name than the one it was asked by.',
    why: [`asked:     ${asked}`, `it says:   ${answered === '' ? '(nothing)' : answered}`],
    remedy: [
      answered === ''
        ? 'Check the address.'
        : `If that is the right server: grantor login ${shellWord(answered)}`,
    ],
  });

export const notUsable = (asked: string, why: string): Failure =>
  new Failure('failed', {
    what: `${asked} cannot be used to sign in.`,
    why: [why],
    remedy: ['Tell whoever runs the server; its metadata is incomplete.'],
  });

/** Scopes to ask for when nobody said which: who it is, and to stay signed in. */
export function usualScopes(metadata: ServerMetadata): readonly string[] {
  const usual = ['openid', 'profile', 'email', 'offline_access'];
  const supported = readTexts(metadata as unknown as JsonObject, 'scopes_supported');
  if (supported.length > 0) return usual.filter((scope) => supported.includes(scope));
  return metadata.userinfo_endpoint === undefined ? [] : ['openid'];
}
