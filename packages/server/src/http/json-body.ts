import { parseJson } from '@grantor/protocol';
import { type Exchange, header } from './exchange.ts';
import { unreadableBody } from './refuse.ts';

/** The value of a JSON body; undefined: there is no body. Throws `OAuthError` where it cannot be read (security.md I-3). */
export async function jsonBody(exchange: Exchange): Promise<unknown> {
  const body = await exchange.body();
  if (body.length === 0) return undefined;
  const contentType = header(exchange, 'content-type');
  const contentEncoding = header(exchange, 'content-encoding');
  return parseJson({ contentType, contentEncoding, body }, { unreadable: unreadableBody });
}
