import { isSelfRegistered } from '../model/client.ts';
import type { Source } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import { charge } from '../requests/charge.ts';
import type { NamedClient } from './authenticate.ts';

/**
 * Charges the budget of the client itself, whichever endpoint it calls. Only its own proof spends it: whoever knows
 * the name of a public client could else close it to its people. Throws `rate_limit_exceeded`.
 */
export async function chargeClient(
  ports: Pick<Ports, 'limits' | 'observer'>,
  { client, method }: NamedClient,
  source: Source,
): Promise<void> {
  if (method !== 'none') await charge(ports, { limit: 'client', source }, client.id);
}

/**
 * Whether anybody can be the client: whoever only names one, and whoever proves to be one that they registered themselves,
 * as anybody may as often as they like. What a request of it leaves behind has to be paid for (security.md L-8).
 */
export const isByAnybody = ({ client, method }: Pick<NamedClient, 'client' | 'method'>): boolean =>
  method === 'none' || isSelfRegistered(client);
