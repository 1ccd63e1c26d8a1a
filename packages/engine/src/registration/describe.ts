/** A client as its metadata on the wire (RFC 7591 §3.2.1): the way back through the same rows. */

import type { Client } from '../model/client.ts';
import type { Echo } from './member.ts';
import { rows } from './members.ts';

/** Every effective member; none is null or an empty string (clients.md §2). */
export function describeClient(client: Client): Readonly<Record<string, Exclude<Echo, undefined>>> {
  const described = rows.map(([key, { wire, echo }]) => [wire, echo(client[key])] as const);
  const said = described.filter((pair) => pair[1] !== undefined);
  return Object.assign(Object.fromEntries(said), client.translations);
}
