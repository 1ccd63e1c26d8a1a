/** What the options of `register` and `registration update` say about a client (RFC 7591 §2). */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLoopbackUrl } from '@grantor/protocol';
import type { Invocation, Option } from '../command-line/command.ts';
import { wrongUsage } from '../errors/failure.ts';
import { type JsonObject, parseObject, readTexts } from '../untrusted/json.ts';

export const metadataOptions: readonly Option[] = [
  { name: 'name', value: 'NAME', does: 'what people read when they are asked to allow it' },
  {
    name: 'redirect-uri',
    value: 'URI',
    repeatable: 'repeatable',
    does: 'where the browser comes back to; may be repeated',
  },
  {
    name: 'auth-method',
    value: 'METHOD',
    does: 'none, client_secret_basic, client_secret_post …',
    completes: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  },
  {
    name: 'grant',
    value: 'TYPE',
    repeatable: 'repeatable',
    does: 'authorization_code, refresh_token …; may be repeated',
    completes: ['authorization_code', 'refresh_token', 'client_credentials', 'device_code'],
  },
  { name: 'scope', value: 'SCOPES', does: 'scopes it usually asks for, separated by spaces' },
  {
    name: 'json',
    value: 'FILE',
    valueIs: 'optional',
    does: 'further metadata from a JSON file; alone: print one JSON value',
    completes: 'file',
  },
];

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The members that were asked for, those of the file first; an empty object when nothing was. */
export function requestedMetadata({ given, world }: Pick<Invocation, 'given' | 'world'>): JsonObject {
  const file = given.text('json');
  const grants = given.all('grant').map((name) => (name === 'device_code' ? deviceGrant : name));
  const redirectUris = given.all('redirect-uri');
  const members = {
    client_name: given.text('name'),
    redirect_uris: redirectUris.length === 0 ? undefined : redirectUris,
    token_endpoint_auth_method: given.text('auth-method'),
    grant_types: grants.length === 0 ? undefined : grants,
    scope: given.text('scope'),
  };
  return {
    ...(file === undefined ? {} : readMetadataFile(resolve(world.directory, file))),
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  };
}

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

function readMetadataFile(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw wrongUsage(`${path} cannot be read.`, 'Check the path, and that you may read the file.');
  }
  const content = parseObject(text);
  if (content === null)
    throw wrongUsage(`${path} is not one JSON object.`, 'For example: {"client_name": "My app"}');
  return content;
}
