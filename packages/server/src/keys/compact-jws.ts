import { decodeBase64url } from '@grantor/protocol';

/** A compact JWS taken apart (RFC 7515 §7.1); nothing in it is trusted yet. */
export type CompactJws = {
  readonly header: { readonly alg: string; readonly typ: string | null; readonly kid: string | null };
  readonly signingInput: string;
  readonly payload: string;
  readonly signature: Uint8Array;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The parts of a JWS as this server writes them, or null. A header with any member beyond alg, typ and
 * kid is not ours: that refuses crit, b64 and every embedded key (RFC 8725 §3.1, RFC 7515 §4.1.11).
 */
export function parseCompactJws(jws: string): CompactJws | null {
  // protocol.md §1: any JWT 16384
  if (jws.length > 16_384) return null;
  const [head, payload, seal, ...more] = jws.split('.');
  if (!head || !payload || !seal || more.length > 0) return null;
  const header = readHeader(readJsonObject(head));
  const signature = decodeBase64url(seal);
  if (header === null || signature === null) return null;
  return { header, payload, signature, signingInput: `${head}.${payload}` };
}

/** The JSON object that a base64url text encodes, or null. */
export function readJsonObject(encoded: string): Record<string, unknown> | null {
  const bytes = decodeBase64url(encoded);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function readHeader(header: Record<string, unknown> | null): CompactJws['header'] | null {
  if (header === null) return null;
  const { alg, typ = null, kid = null, ...foreign } = header;
  if (typeof alg !== 'string' || Object.keys(foreign).length > 0) return null;
  if (!isTextOrNull(typ) || !isTextOrNull(kid)) return null;
  return { alg, typ, kid };
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
