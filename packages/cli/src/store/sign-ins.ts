/** Finding and changing sign-ins in the document of the store. Pure. */

import { isSameAddress, withoutSlash } from '../server/address.ts';
import type { TokenAnswer } from '../server/token-answer.ts';
import type { CachedToken, EnvFilePlace, SignIn, StoreDocument, StoredClient } from './document.ts';

/** What tells one sign-in from another: tokens for a server and tokens for an API of it are different things. */
export type Addressed = {
  readonly issuer: string;
  /** As the person called it. */
  readonly server: string;
  readonly resources: readonly string[];
};

/** What a person means: an address, and the resources that were named beside it. */
export type Sought = { readonly address: string; readonly resources: readonly string[] };

const isAmong = (address: string, names: readonly string[]): boolean =>
  names.some((name) => isSameAddress(name, address));

/** Whether this is what was meant, and not only something of the same server. */
export function isSought({ issuer, server, resources: own }: Addressed, sought: Sought): boolean {
  const { address, resources } = sought;
  const isCalledSo = isAmong(address, [server, ...own]);
  if (resources.length === 0) return isCalledSo || (isSameAddress(issuer, address) && own.length === 0);
  const isFor = own.length === 0 || resources.every((resource) => isAmong(resource, own));
  return isFor && (isCalledSo || isSameAddress(issuer, address));
}

/** The best of what was meant: exactly for the resources named, called by the address, the latest. */
function best<T extends Addressed>(entries: readonly T[], sought: Sought): T | undefined {
  const { address, resources } = sought;
  const rank = ({ issuer, server, resources: own }: T): number => {
    const isAsWide = (own.length === 0) === (resources.length === 0 && isSameAddress(issuer, address));
    return (isAsWide ? 0 : 2) + (isSameAddress(server, address) ? 0 : 1);
  };
  return entries
    .filter((entry) => isSought(entry, sought))
    .toReversed()
    .toSorted((one, other) => rank(one) - rank(other))[0];
}

export const findSignIn = (document: StoreDocument, sought: Sought): SignIn | undefined =>
  best(document.signIns, sought);

export const findEnvFile = (document: StoreDocument, sought: Sought): EnvFilePlace | undefined =>
  best(document.envFiles, sought);

/** How other sign-ins at the same server are called, for somebody who may mean one of them. */
export const relatedServers = (
  { signIns, envFiles }: StoreDocument,
  { address }: Sought,
): readonly string[] => [
  ...new Set(
    [...signIns, ...envFiles]
      .filter(({ issuer }) => isSameAddress(issuer, address))
      .map(({ server }) => server),
  ),
];

/** One for each issuer and set of resources. */
export const isSameSignIn = (one: Addressed, other: Addressed): boolean =>
  one.issuer === other.issuer && sameTexts(one.resources, other.resources);

/** One sign-in for each issuer and set of resources: a new one takes the place of the old. */
export const withSignIn = (document: StoreDocument, signIn: SignIn): StoreDocument => ({
  ...document,
  lastServer: signIn.server,
  signIns: [...document.signIns.filter((one) => !isSameSignIn(one, signIn)), signIn],
  envFiles: document.envFiles.filter((one) => !isSameSignIn(one, signIn)),
});

/** The same sign-in with other tokens. Whatever renews them in the background, the last server is the one a person used. */
export const withRenewed = (document: StoreDocument, signIn: SignIn): StoreDocument => ({
  ...withSignIn(document, signIn),
  ...(document.lastServer === undefined ? {} : { lastServer: document.lastServer }),
});

/** Its tokens live in an env file from now on, which is their only owner (cli.md §4). */
export const withEnvFile = (document: StoreDocument, place: EnvFilePlace): StoreDocument => ({
  ...document,
  lastServer: place.server,
  signIns: document.signIns.filter((one) => !isSameSignIn(one, place)),
  envFiles: [
    ...document.envFiles.filter((one) => !isSameSignIn(one, place) && one.path !== place.path),
    place,
  ],
});

/** Nothing of it stays; the server is still the last one used. */
export function withoutSignIn(document: StoreDocument, gone: Addressed): StoreDocument {
  const signIns = document.signIns.filter((one) => !isSameSignIn(one, gone));
  const envFiles = document.envFiles.filter((one) => !isSameSignIn(one, gone));
  return { ...document, signIns, envFiles };
}

export const withClient = (document: StoreDocument, client: StoredClient): StoreDocument => ({
  ...document,
  clients: [...document.clients.filter((one) => !isSameClient(one, client)), client],
});

/** `login` has one client for each issuer; `register` as many as the person likes. */
const isSameClient = (one: StoredClient, other: StoredClient): boolean =>
  one.issuer === other.issuer &&
  (one.clientId === other.clientId || (one.purpose === 'sign_in' && other.purpose === 'sign_in'));

export const withoutClient = (
  document: StoreDocument,
  gone: Pick<StoredClient, 'issuer' | 'clientId'>,
): StoreDocument => ({
  ...document,
  clients: document.clients.filter((one) => one.issuer !== gone.issuer || one.clientId !== gone.clientId),
});

export type TokenKey = Pick<CachedToken, 'resources' | 'scopes'>;

/** All that was granted. */
export const wholeGrant: TokenKey = { resources: [], scopes: [] };

export const findToken = (signIn: SignIn, key: TokenKey): CachedToken | undefined =>
  signIn.tokens.find(
    (token) => sameTexts(token.resources, key.resources) && sameTexts(token.scopes, key.scopes),
  );

/** The answer of a refresh: the new access token, and the rotated refresh token if there is one (cli.md §3). */
export function withAnswer(signIn: SignIn, key: TokenKey, answer: TokenAnswer): SignIn {
  const token: CachedToken = {
    ...key,
    accessToken: answer.accessToken,
    grantedScopes: answer.scopes,
    ...(answer.expiresAt === undefined ? {} : { expiresAt: answer.expiresAt }),
    ...(answer.lifetime === undefined ? {} : { lifetime: answer.lifetime }),
  };
  return {
    ...signIn,
    ...(answer.refreshToken === undefined ? {} : { refreshToken: answer.refreshToken }),
    tokens: [
      ...signIn.tokens.filter((one) => findToken({ ...signIn, tokens: [one] }, key) === undefined),
      token,
    ],
  };
}

/** Seconds the token is good for; endless when the server did not say. */
export const secondsLeft = ({ expiresAt }: CachedToken, nowMilliseconds: number): number =>
  expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt - nowMilliseconds / 1000;

const sameTexts = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length &&
  one.every((text, index) => withoutSlash(text) === withoutSlash(other[index] ?? ''));
