import type { Epoch, Params } from '@grantor/protocol';
import type { AuthMethodName, Client } from '../model/client.ts';

/** Where a request may carry client credentials. */
export type PresentedRequest = {
  readonly params: Params;
  readonly basic: { readonly user: string; readonly password: string } | null;
};

export type Credentials = {
  readonly clientId: string;
  /** null: the client only names itself. */
  readonly secret: string | null;
};

/** One way to authenticate. */
export type AuthMethod = {
  readonly name: AuthMethodName;
  /** The credentials, if the request presents them this way. */
  read(request: PresentedRequest): Credentials | null;
  /** Whether the client registered a method that this one satisfies. */
  serves(client: Client): boolean;
  verify(client: Client, credentials: Credentials, now: Epoch): boolean;
};
