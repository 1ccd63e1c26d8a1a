/** Clients as the management API says and reads them, by the rules of the bootstrap file (product.md §8). */

import { z } from 'zod';
import { type Members, membersOf, readDescription } from '../administration/description.ts';
import { idOfKey, longId, pathKey } from '../console/path-key.ts';
import { conflict, noSuch } from '../http/problem.ts';
import { findListedClient, type ListedClient, listLongIds } from '../store/clients.ts';
import type { StoredClient } from '../store/rows/client.ts';
import { refusedAs } from './declared.ts';
import type { Call } from './operation.ts';
import { moment, momentOf } from './shapes.ts';

export const statuses = ['active', 'pending', 'inactive'] as const;
export const sources = ['administrator', 'app', 'dynamic', 'document', 'federation'] as const;

const clientMembers = {
  id: z.string().describe('Names the client in paths: `client_id`, or a text that stands for it.'),
  client_id: z.string(),
  client_name: z.string(),
  status: z.enum(statuses),
  source: z.string(),
  owner: z.string().optional(),
  created_by: z.string().optional(),
  created_at: moment,
  updated_at: moment,
  last_used_at: moment.optional(),
  pending_change: z.boolean().describe('Its owner wants it to be another one.'),
  version: z.int().describe('The `ETag`, too.'),
};
export const clientShape = z
  .looseObject(clientMembers)
  .describe('With every member of RFC 7591 and of ours that describes it.')
  .meta({ id: 'Client' });

export const told = {
  client_secret: z.string().optional().describe('Told this once.'),
};
export const newClientShape = z.looseObject({ ...clientMembers, ...told }).meta({ id: 'NewClient' });

const described = {
  client_name: z.string().optional(),
  redirect_uris: z.array(z.string()).optional(),
  grant_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.string().optional(),
  scope: z.string().optional(),
};
export const creation = z
  .looseObject({
    client_id: z.string().max(2048).optional().describe('Absent: a random one.'),
    status: z.enum(['active', 'pending']).default('active'),
    ...described,
  })
  .describe('Members of RFC 7591 §2 and those of the bootstrap file.');
export const edit = z
  .looseObject(Object.fromEntries(Object.entries(described).map(([name, shape]) => [name, shape.nullable()])))
  .describe('What is absent stays; null takes a member away (RFC 7396).');

export const once = Object.keys(told);
export const secondsOr = (name: string, at: number | null | undefined) =>
  at == null ? {} : { [name]: momentOf(at) };

type Stored = StoredClient & { readonly ownerName: string | null };

export function clientBody({ client, ownerName, ...stored }: Stored): z.input<typeof clientShape> {
  return {
    ...membersOf(client),
    id: pathKey(client.id),
    client_id: client.id,
    client_name: client.name,
    status: client.status,
    source: client.source,
    ...(ownerName === null ? {} : { owner: ownerName }),
    ...(stored.createdBy === null ? {} : { created_by: stored.createdBy }),
    created_at: momentOf(stored.createdAt),
    updated_at: momentOf(stored.updatedAt),
    ...secondsOr('last_used_at', stored.usedAt),
    pending_change: stored.pendingChange !== null,
    version: stored.version,
  };
}

export const answerOf = (stored: Stored) => ({ body: clientBody(stored), version: stored.version });

type Place = Pick<Call<unknown, unknown>, 'site' | 'ids' | 'actor'>;

export async function clientAt({ site, ids: [key = ''] }: Place): Promise<ListedClient> {
  const id = await idOfKey(key, () => listLongIds(site.database, longId));
  const found = id === null ? null : await findListedClient(site.database.kysely, id);
  if (found === null) throw noSuch();
  return found;
}

export const targetOf = async (call: Place) => ({
  actor: call.actor,
  id: String((await clientAt(call)).client.id),
});

/** The client of these members. Throws 422 with all that is wrong. */
export async function clientOf({ site, actor }: Pick<Place, 'site' | 'actor'>, members: Members) {
  const read = await readDescription(site.clients, members, actor);
  if (read.kind === 'client') return read.client;
  throw refusedAs(read.problems);
}

const settled = () => conflict('settled', 'Somebody has decided already, or it is not in the state for it.');

export function assertDone({ kind }: { readonly kind: string }): void {
  if (kind === 'gone') throw noSuch();
  if (kind === 'settled') throw settled();
}
