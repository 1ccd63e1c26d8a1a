import { bodyLimit, OAuthError } from '@grantor/protocol';

const nothing = new Uint8Array();

/** The bytes, or `payload_too_large` before more than the limit was kept (protocol.md §1). */
export async function readBody(
  stream: AsyncIterable<Uint8Array> | null,
  declaredLength: string | null,
): Promise<Uint8Array> {
  if (Number(declaredLength ?? 0) > bodyLimit) throw tooLarge();
  if (stream === null) return nothing;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > bodyLimit) throw tooLarge();
    chunks.push(chunk);
  }
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

export const tooLarge = (): OAuthError =>
  new OAuthError('payload_too_large', 'The request body is too large.');
