/** Finding and changing sign-ins in the document of the store. Pure. */

import { isSameAddress, withoutSlash } from '../server/address.ts';
import type { TokenAnswer } from '../server/token-answer.ts';
import type { CachedToken, EnvFilePlace, SignIn, StoreDocument, StoredClient } from './document.ts';

type Addressed = { readonly issuer: string; readonly server: string; readonly resources: readonly string[] };

const answersTo = ({ issuer, server, resources }: Addressed, address: string): boolean =>
  [server, issuer, ...resources].some((name) => isSameAddress(name, address));

/** Those under this name, the one called exactly so first, then its issuer's. */
function named<T extends Addressed>(entries: readonly T[], address: string): readonly T[] {
  const fitting = entries.filter((entry) => answersTo(entry, address));
  return fitting.toSorted((a, b) => rank(a, address) - rank(b, address));
}

const rank = (entry: Addressed, address: string): number =>
  isSameAddress(entry.server, address) ? 0 : entry.resources.length;

/** The sign-in a person means by this address. */
export const findSignIn = (document: StoreDocument, address: string): SignIn | undefined =>
  named(document.signIns, address)[0];

export const findEnvFile = (document: StoreDocument, address: string): EnvFilePlace | undefined =>
  named(document.envFiles, address)[0];

const isSameSignIn = (one: Addressed, other: Addressed): boolean =>
  one.issuer === other.issuer && sameTexts(one.resources, other.resources);

/** One sign-in for each issuer and set of resources: a new one takes the place of the old. */
export const withSignIn = (document: StoreDocument, signIn: SignIn): StoreDocument => ({
  ...document,
  lastServer: signIn.server,
  signIns: [...document.signIns.filter((one) => !isSameSignIn(one, signIn)), signIn],
  envFiles: document.envFiles.filter((one) => !isSameSignIn(one, signIn)),
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
