/** What endpoints of the protocol answer, as the description of them says it. */

import { z } from 'zod';

export type Said = { readonly means: string; readonly contents?: Readonly<Record<string, z.ZodType>> };

export const text = z.string();
export const optional = text.optional();
export const json = 'application/json';

export const errorShape = z
  .looseObject({ error: text, error_description: optional, error_uri: optional })
  .meta({ id: 'OAuthError' });
export const error = (means: string): Said => ({ means, contents: { [json]: errorShape } });
const busy = { 429: error('Too many requests'), 503: error('The server is busy; come back later') };
export const refused = {
  400: error('The request is refused; RFC 6749 §5.2'),
  401: error('The client, or the token, is not accepted'),
  413: error('The request is too large'),
  415: error('The body is compressed: Content-Encoding is not taken'),
  ...busy,
};
export const ok = (means: string, shape: z.ZodType): Said => ({ means, contents: { [json]: shape } });
