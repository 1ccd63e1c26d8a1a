/** Which server is administered, and where the sign-in for it is kept. */

import type { Invocation } from '../command-line/command.ts';
import { withoutSlash } from '../server/address.ts';
import { discover, type Server } from '../server/discover.ts';
import type { StoreDocument } from '../store/document.ts';
import type { Sought } from '../store/sign-ins.ts';
import type { Keeper } from '../tokens/keeper.ts';
import { findPlace, keeperAt, type Place } from '../tokens/place.ts';

export const adminScope = 'grantor:admin';

/** A server, and where the sign-in that administers it is kept. */
export type AdminPlace = {
  readonly server: Server;
  readonly store: Place['store'];
  readonly document: StoreDocument;
  readonly api: string;
  readonly keeper: Keeper;
};

/** The API of a server, as a sign-in is kept for it: a token for the server itself never has its rights. */
export const managementOf = (issuer: string): Sought => {
  const api = `${withoutSlash(issuer)}/api/v1`;
  return { address: api, resources: [api] };
};

/** The server that `--server` and the settings name; what was typed names other things here. */
export async function adminPlace(invocation: Invocation): Promise<AdminPlace> {
  const { given, http, settings } = invocation;
  const own = { ...given, positionals: [], all: () => [] };
  const place = await findPlace({ ...invocation, given: own });
  const { metadata } = await discover(place.address, { http, allowsHttp: settings.allowsHttp });
  const sought = managementOf(metadata.issuer);
  const { store, document } = place;
  return {
    // of an API that the server protects, its server is meant
    server: { address: metadata.issuer, metadata, resource: null },
    store,
    document,
    api: sought.address,
    keeper: keeperAt({ ...place, ...sought }, invocation),
  };
}
