/** Where one sign-in is kept, and its only owner: the store, or an env file (cli.md §3, §4). */

import type { EnvFile } from '../env-file/env-file.ts';
import type { EnvValues } from '../env-file/variables.ts';
import type { ClientIdentity } from '../server/protocol-client.ts';
import type { SignIn, StoreDocument, StoredClient } from '../store/document.ts';
import { findSignIn, type Sought, wholeGrant, withoutSignIn, withRenewed } from '../store/sign-ins.ts';
import type { Store } from '../store/token-store.ts';

export type Kept = { readonly signIn: SignIn; readonly client: ClientIdentity };

/** The sign-in while this process holds the lock of its place. */
export type HeldSignIn = {
  /** Read under the lock; null when it is gone. */
  readonly kept: Kept | null;
  /** On disk when it resolves. */
  save(signIn: SignIn): Promise<void>;
  forget(): Promise<void>;
};

export type Keeper = {
  readonly place: string;
  read(): Promise<Kept | null>;
  locked<T>(work: (held: HeldSignIn) => Promise<T>): Promise<T>;
};

export function storeKeeper(store: Store, sought: Sought): Keeper {
  const find = (document: StoreDocument): Kept | null => {
    const signIn = findSignIn(document, sought);
    return signIn === undefined ? null : keptInStore(document, signIn);
  };
  return {
    place: store.place,
    read: async () => find(await store.read()),
    locked: (work) =>
      store.locked(({ document, save }) => {
        const kept = find(document);
        return work({
          kept,
          save: (signIn) => save(withRenewed(document, signIn)),
          forget: async () => {
            if (kept !== null) await save(withoutSignIn(document, kept.signIn));
          },
        });
      }),
  };
}

/** A sign-in of the store with what it authenticates by. */
export function keptInStore({ clients }: StoreDocument, signIn: SignIn): Kept {
  const { issuer, clientId } = signIn;
  const client = clients.find((one) => one.issuer === issuer && one.clientId === clientId);
  return { signIn, client: identityOf(clientId, client) };
}

const identityOf = (clientId: string, client: StoredClient | undefined): ClientIdentity => ({
  clientId,
  ...(client === undefined ? {} : { authMethod: client.authMethod }),
  ...(client?.clientSecret === undefined ? {} : { clientSecret: client.clientSecret }),
});

/** `moved` tells what the store knows of it beside the file: a file names no resource. */
export function envFileKeeper(file: EnvFile, moved?: Pick<SignIn, 'server' | 'resources'>): Keeper {
  const read = (): Kept | null => keptIn(file.read(), moved);
  return {
    place: file.place,
    read: async () => read(),
    locked: (work) =>
      file.locked(() =>
        work({
          kept: read(),
          save: async (signIn) => file.write(envValuesOf(signIn)),
          forget: async () =>
            file.write({ accessToken: undefined, refreshToken: undefined, expiresAt: undefined }),
        }),
      ),
  };
}

function keptIn(values: EnvValues, moved: Pick<SignIn, 'server' | 'resources'> | undefined): Kept | null {
  const { serverUrl, clientId, clientSecret, accessToken, refreshToken, expiresAt } = values;
  if (serverUrl === undefined || clientId === undefined) return null;
  if (accessToken === undefined && refreshToken === undefined) return null;
  const token = {
    ...wholeGrant,
    accessToken: accessToken ?? '',
    grantedScopes: [],
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return {
    signIn: {
      issuer: serverUrl,
      server: moved?.server ?? serverUrl,
      clientId,
      resources: moved?.resources ?? [],
      grantedScopes: [],
      tokens: accessToken === undefined ? [] : [token],
      ...(refreshToken === undefined ? {} : { refreshToken }),
    },
    client: {
      clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
    },
  };
}

/** The values of a sign-in in an env file: its token for the whole grant, and the refresh token. */
export function envValuesOf(signIn: SignIn): EnvValues {
  const token = signIn.tokens.find(({ resources, scopes }) => resources.length === 0 && scopes.length === 0);
  return {
    serverUrl: signIn.issuer,
    clientId: signIn.clientId,
    accessToken: token?.accessToken,
    refreshToken: signIn.refreshToken,
    expiresAt: token?.expiresAt,
  };
}
