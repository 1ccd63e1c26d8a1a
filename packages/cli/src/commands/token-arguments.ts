/** What `introspect` and `revoke` have in common. */

import { readClientSecret } from '../clients/secret.ts';
import type { Command, Invocation } from '../command-line/command.ts';
import { clientOptions } from '../command-line/options.ts';
import type { ClientIdentity } from '../server/protocol-client.ts';
import { relatedServers } from '../store/sign-ins.ts';
import type { Keeper, Kept } from '../tokens/keeper.ts';
import { findPlace, keeperAt } from '../tokens/place.ts';

export const tokenArguments: Command['positionals'] = [{ name: 'token|-', presence: 'optional' }];

export const tokenOptions: Command['options'] = [
  { name: 'token-file', value: 'FILE', does: 'file with the token in it', completes: 'file' },
  ...clientOptions,
];

export type TokenPlace = {
  readonly address: string;
  /** Where to ask: the issuer of the sign-in, otherwise the address itself. */
  readonly issuer: string;
  readonly keeper: Keeper;
  readonly kept: Kept | null;
  /** Other sign-ins of the server. */
  readonly others: readonly string[];
};

/** The client to ask as: the one named, else that of the sign-in; null when there is neither. */
export async function clientOf(invocation: Invocation, { kept }: TokenPlace): Promise<ClientIdentity | null> {
  const { clientId } = invocation.settings;
  if (clientId === undefined) return kept?.client ?? null;
  const secret = await readClientSecret(invocation);
  return { clientId, ...(secret === undefined ? {} : { clientSecret: secret }) };
}

/** The server as `--server` and the settings name it: the argument is a token here. */
export async function tokenPlace(invocation: Invocation): Promise<TokenPlace> {
  const given = { ...invocation.given, positionals: [] };
  const place = await findPlace({ ...invocation, given });
  const keeper = keeperAt(place, invocation);
  const kept = await keeper.read();
  const issuer = kept?.signIn.issuer ?? place.address;
  return { address: place.address, issuer, keeper, kept, others: relatedServers(place.document, place) };
}
