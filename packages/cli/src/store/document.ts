/** What the store keeps, and its JSON. Never touches a disk. */

import {
  isObject,
  type JsonObject,
  parseObject,
  readNumber,
  readObjects,
  readText,
  readTexts,
} from '../untrusted/json.ts';

/** One access token under a sign-in, for exactly this request (RFC 8707 §2.2). */
export type CachedToken = {
  /** As asked for; empty: whatever the sign-in was granted. */
  readonly resources: readonly string[];
  /** As asked for, sorted; empty: all that was granted. */
  readonly scopes: readonly string[];
  readonly accessToken: string;
  readonly grantedScopes: readonly string[];
  /** Seconds since 1970; undefined when the server did not say. */
  readonly expiresAt?: number;
  /** Seconds it was good for when it was given, as far as that is known. */
  readonly lifetime?: number;
};

export type SignIn = {
  readonly issuer: string;
  /** What the person called the server: an issuer, or the URL of an API. */
  readonly server: string;
  readonly clientId: string;
  readonly resources: readonly string[];
  readonly grantedScopes: readonly string[];
  readonly subject?: string;
  /** Who it is, as people are told. */
  readonly account?: string;
  readonly refreshToken?: string;
  readonly tokens: readonly CachedToken[];
};

export type StoredClient = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly authMethod: string;
  readonly redirectUris: readonly string[];
  /** `sign_in`: made by `login` for itself; `registered`: made by `register` for whatever the person had in mind. */
  readonly purpose: 'sign_in' | 'registered';
  readonly name?: string;
  readonly registrationToken?: string;
  readonly registrationUri?: string;
};

/** A sign-in whose tokens live in an env file (cli.md §4). */
export type EnvFilePlace = {
  readonly issuer: string;
  readonly server: string;
  readonly resources: readonly string[];
  readonly path: string;
  readonly prefix: string;
};

export type StoreDocument = {
  readonly lastServer?: string;
  readonly clients: readonly StoredClient[];
  readonly signIns: readonly SignIn[];
  readonly envFiles: readonly EnvFilePlace[];
};

export const emptyDocument: StoreDocument = { clients: [], signIns: [], envFiles: [] };

const documentVersion = 1;

export const formatDocument = (document: StoreDocument): string =>
  `${JSON.stringify({ version: documentVersion, ...document }, null, 2)}\n`;

export type ParsedDocument =
  | { readonly kind: 'document'; readonly document: StoreDocument }
  | { readonly kind: 'newer' }
  | { readonly kind: 'damaged' };

/** The document in the text; entries that lack what every entry has count as damage. */
export function parseDocument(text: string): ParsedDocument {
  const root = parseObject(text);
  const version = root === null ? undefined : readNumber(root, 'version');
  if (root === null || version === undefined) return { kind: 'damaged' };
  if (version > documentVersion) return { kind: 'newer' };
  const lists = ['clients', 'signIns', 'envFiles'] as const;
  if (lists.some((name) => !Array.isArray(root[name]) || !root[name].every(isObject)))
    return { kind: 'damaged' };
  const clients = readObjects(root, 'clients').map(readClient);
  const signIns = readObjects(root, 'signIns').map(readSignIn);
  const envFiles = readObjects(root, 'envFiles').map(readEnvFile);
  if ([...clients, ...signIns, ...envFiles].includes(null)) return { kind: 'damaged' };
  const lastServer = readText(root, 'lastServer');
  return {
    kind: 'document',
    document: {
      ...(lastServer === undefined ? {} : { lastServer }),
      clients: clients.filter((client) => client !== null),
      signIns: signIns.filter((signIn) => signIn !== null),
      envFiles: envFiles.filter((place) => place !== null),
    },
  };
}

/** The members of the names that are texts. */
function texts<Name extends string>(from: JsonObject, names: readonly Name[]): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = readText(from, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function readClient(from: JsonObject): StoredClient | null {
  const { issuer, clientId, ...rest } = texts(from, [
    'issuer',
    'clientId',
    'clientSecret',
    'name',
    'registrationToken',
    'registrationUri',
  ]);
  if (issuer === undefined || clientId === undefined) return null;
  return {
    ...rest,
    issuer,
    clientId,
    authMethod: readText(from, 'authMethod') ?? 'none',
    redirectUris: readTexts(from, 'redirectUris'),
    purpose: from['purpose'] === 'registered' ? 'registered' : 'sign_in',
  };
}

function readSignIn(from: JsonObject): SignIn | null {
  const { issuer, server, clientId, ...rest } = texts(from, [
    'issuer',
    'server',
    'clientId',
    'subject',
    'account',
    'refreshToken',
  ]);
  if (issuer === undefined || clientId === undefined) return null;
  const tokens = readObjects(from, 'tokens').map(readCachedToken);
  return {
    ...rest,
    issuer,
    clientId,
    server: server ?? issuer,
    resources: readTexts(from, 'resources'),
    grantedScopes: readTexts(from, 'grantedScopes'),
    tokens: tokens.filter((token) => token !== null),
  };
}

function readCachedToken(from: JsonObject): CachedToken | null {
  const accessToken = readText(from, 'accessToken');
  const expiresAt = readNumber(from, 'expiresAt');
  const lifetime = readNumber(from, 'lifetime');
  const isTime = expiresAt !== undefined && !Number.isNaN(new Date(expiresAt * 1000).getTime());
  if (accessToken === undefined) return null;
  return {
    resources: readTexts(from, 'resources'),
    scopes: readTexts(from, 'scopes'),
    accessToken,
    grantedScopes: readTexts(from, 'grantedScopes'),
    ...(isTime ? { expiresAt } : {}),
    ...(lifetime === undefined ? {} : { lifetime }),
  };
}

function readEnvFile(from: JsonObject): EnvFilePlace | null {
  const { issuer, server, path, prefix } = texts(from, ['issuer', 'server', 'path', 'prefix']);
  if (issuer === undefined || path === undefined || prefix === undefined) return null;
  return { issuer, server: server ?? issuer, path, prefix, resources: readTexts(from, 'resources') };
}
