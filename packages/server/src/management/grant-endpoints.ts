import { z } from 'zod';
import { error, ok, refused, text } from './said.ts';

const notGranted = {
  403: error('The access token lacks the scope'),
  404: error('The client has no such grant'),
};
const grantShape = z
  .looseObject({
    scopes: z.array(z.object({ scope: text, resource: z.array(text) })),
    claims: z.array(text),
    authorization_details: z.array(z.looseObject({ type: text })),
    created_at: z.int(),
    last_updated_at: z.int(),
    expires_at: z.int(),
  })
  .meta({ id: 'Grant' });

/** Grant Management §6 */
export const grantRows = [
  {
    ...({ name: 'queryGrant', method: 'GET', security: 'token' } as const),
    summary: 'What a grant holds, to its own client (Grant Management §6.3)',
    answers: { 200: ok('The grant', grantShape), ...notGranted, ...refused },
  },
  {
    ...({ name: 'revokeGrant', method: 'DELETE', security: 'token' } as const),
    summary: 'Ends a grant with all its tokens (Grant Management §6.5)',
    answers: { 204: { means: 'It is gone' }, ...notGranted, ...refused },
  },
] as const;
