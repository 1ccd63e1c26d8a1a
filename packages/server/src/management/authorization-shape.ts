import { z } from 'zod';
import type { Authorization } from '../account/authorizations.ts';
import { moment, momentOf } from './shapes.ts';

/** What one person allowed one client (product.md T-1). */
export const authorizationShape = z
  .strictObject({
    id: z.string(),
    client_id: z.string(),
    client_name: z.string().optional(),
    scopes: z.array(z.string()),
    resources: z.array(z.string()),
    granted_at: moment.optional().describe('Absent: the answer was not to be remembered.'),
    last_used_at: moment.optional(),
    live_sessions: z.int().describe('Token sessions that may still work.'),
  })
  .meta({ id: 'Authorization' });

/** With what lives of it, remembered or not. */
export function authorizationBody(authorization: Authorization): z.input<typeof authorizationShape> {
  const { id, clientId, client, consent, families, devices, lastUsedAt } = authorization;
  const parts = [...(consent === null ? [] : [consent]), ...families, ...devices];
  const all = (member: 'scope' | 'resources') => [...new Set(parts.flatMap((part) => part[member]))];
  return {
    id,
    client_id: clientId,
    ...(client === null ? {} : { client_name: client.name }),
    scopes: all('scope'),
    resources: all('resources'),
    ...(consent === null ? {} : { granted_at: momentOf(Math.floor(consent.givenAt / 1000)) }),
    ...(lastUsedAt === null ? {} : { last_used_at: momentOf(Math.floor(lastUsedAt / 1000)) }),
    live_sessions: authorization.live,
  };
}
