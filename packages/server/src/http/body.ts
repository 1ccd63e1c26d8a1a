import { bodyLimit, OAuthError } from '@grantor/protocol';

const tooLarge = (): OAuthError => new OAuthError('payload_too_large', 'The request body is too large.');

/** The body, or `payload_too_large` before more than the limit was kept (protocol.md §1). */
export async function readBody(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared > bodyLimit) throw tooLarge();
  // Node's parser holds a body to its declared length.
  if (Number.isInteger(declared)) return new Uint8Array(await request.arrayBuffer());
  return request.body === null ? new Uint8Array() : readStream(request.body);
}

async function readStream(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > bodyLimit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
