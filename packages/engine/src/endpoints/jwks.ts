/** The public keys (RFC 7517 §5, protocol.md JW-1). */

import { publicReply, type Reply, secondOf } from '@grantor/protocol';
import type { Context } from '../requests/context.ts';

const cacheSeconds = 300;

export async function jwks({ ports }: Context): Promise<Reply> {
  const { body, etag } = await ports.keys.jwks(secondOf(ports.clock.now()));
  return publicReply({ body, etag, type: 'application/jwk-set+json', seconds: cacheSeconds });
}
