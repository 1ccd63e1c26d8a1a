/** Who may use a client where not everybody may (product.md §8). */

import type { UserId } from '@grantor/protocol';
import { type Client, mayUse } from '../model/client.ts';
import type { Ports } from '../ports/ports.ts';

/** By what is stored of the person now; costs a read only where not everybody may. */
export async function isAmongUsers(
  { store }: Pick<Ports, 'store'>,
  client: Client,
  userId: UserId,
): Promise<boolean> {
  if (client.allowedGroups === null) return true;
  const account = await store.findAccount(userId);
  return account !== null && mayUse(client, account);
}
