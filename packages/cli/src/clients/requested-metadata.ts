/** What the options of `register` and `registration update` say about a client (RFC 7591 §2). */

import { isLoopbackUrl } from '@grantor/protocol';
import type { Invocation, Option } from '../command-line/command.ts';
import { type Field, membersFileOption, membersInFile, membersOf } from '../command-line/fields.ts';
import { type JsonObject, readTexts } from '../untrusted/json.ts';

export const metadataFields: readonly Field[] = [
  {
    name: 'name',
    value: 'NAME',
    does: 'what people read when they are asked to allow it',
    member: 'client_name',
    reads: 'text',
  },
  {
    name: 'redirect-uri',
    value: 'URI',
    repeatable: 'repeatable',
    does: 'where the browser comes back to; may be repeated',
    member: 'redirect_uris',
    reads: 'list',
  },
  {
    name: 'auth-method',
    value: 'METHOD',
    does: 'none, client_secret_basic, client_secret_post …',
    completes: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    member: 'token_endpoint_auth_method',
    reads: 'text',
  },
  {
    name: 'grant',
    value: 'TYPE',
    repeatable: 'repeatable',
    does: 'authorization_code, refresh_token …; may be repeated',
    completes: ['authorization_code', 'refresh_token', 'client_credentials', 'device_code'],
    member: 'grant_types',
    reads: 'list',
    shortFor: { device_code: 'urn:ietf:params:oauth:grant-type:device_code' },
  },
  {
    name: 'scope',
    value: 'SCOPES',
    does: 'scopes it usually asks for, separated by spaces',
    member: 'scope',
    reads: 'text',
  },
];

export const metadataOptions: readonly Option[] = [
  ...metadataFields,
  { ...membersFileOption, does: 'further metadata from a JSON file; alone: print one JSON value' },
];

/** The members that were asked for, those of the file first; an empty object when nothing was. */
export const requestedMetadata = ({ given, world }: Pick<Invocation, 'given' | 'world'>): JsonObject => ({
  ...membersInFile(given, world),
  ...membersOf(given, metadataFields),
});

/** For a new client: without a redirect URI, a program of this machine; without a method, what suits the URIs. */
export function withUsualMembers(metadata: JsonObject): JsonObject {
  const given = readTexts(metadata, 'redirect_uris');
  const grants = readTexts(metadata, 'grant_types');
  const needsRedirect = grants.length === 0 || grants.includes('authorization_code');
  const redirectUris = given.length > 0 || !needsRedirect ? given : ['http://127.0.0.1/callback'];
  const isNative = redirectUris.length > 0 && redirectUris.every((uri) => !isWeb(uri));
  return {
    ...(redirectUris.length > 0 ? { redirect_uris: redirectUris } : {}),
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: isNative ? 'none' : 'client_secret_basic',
    ...(isNative ? { application_type: 'native' } : {}),
    ...metadata,
  };
}

const isWeb = (uri: string): boolean => /^https?:/i.test(uri) && !isLoopbackUrl(uri);
