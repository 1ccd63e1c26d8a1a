import type { Epoch, Hash } from '@grantor/protocol';
import type { Client } from './client.ts';

/** A client with what it manages itself by (RFC 7592 §3). */
export type Registration = {
  readonly client: Client;
  /** Another one whenever somebody has changed the client. */
  readonly version: number;
  readonly registeredAt: Epoch;
  /** Of the registration access token. */
  readonly tokenHash: Hash;
  /** The token before, good until the new one is first used: a lost answer locks nobody out (clients.md §3). */
  readonly earlierToken: { readonly hash: Hash; readonly until: Epoch } | null;
};
