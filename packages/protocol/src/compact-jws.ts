import { decodeBase64url } from './encoding.ts';
import { readForeignJson } from './storable.ts';

/** A compact JWS taken apart (RFC 7515 §7.1); nothing in it is trusted yet. */
export type CompactJws = {
  readonly header: { readonly alg: string; readonly typ: string | null; readonly kid: string | null };
  /** Names of the header's other members, such as `crit`, `b64` or an embedded key. */
  readonly furtherHeader: readonly string[];
  readonly signingInput: string;
  readonly payload: string;
  readonly signature: Uint8Array;
};

/** The longest JWT, in characters (protocol.md §1). */
export const jwtLimit = 16_384;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The parts of a JWS, or null when it is not one or has more than `longest` characters. */
export function parseCompactJws(jws: string, longest: number = jwtLimit): CompactJws | null {
  if (jws.length > longest) return null;
  const [head, payload, seal, ...more] = jws.split('.');
  if (!head || !payload || !seal || more.length > 0) return null;
  const header = readHeader(readJsonObject(head));
  const signature = decodeBase64url(seal);
  if (header === null || signature === null) return null;
  return { ...header, payload, signature, signingInput: `${head}.${payload}` };
}

/** The JSON object that a base64url text encodes, or null. */
export function readJsonObject(encoded: string): Record<string, unknown> | null {
  const bytes = decodeBase64url(encoded);
  return bytes === null ? null : parseObject(bytes);
}

/** The JSON object in these octets, or null when they are not UTF-8, not JSON, not storable or something else. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value = readForeignJson(utf8.decode(bytes));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether the value is a JSON object: neither null nor an array. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readHeader(
  header: Record<string, unknown> | null,
): Pick<CompactJws, 'header' | 'furtherHeader'> | null {
  if (header === null) return null;
  const { alg, typ = null, kid = null, ...further } = header;
  if (typeof alg !== 'string' || !isTextOrNull(typ) || !isTextOrNull(kid)) return null;
  return { header: { alg, typ, kid }, furtherHeader: Object.keys(further) };
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
