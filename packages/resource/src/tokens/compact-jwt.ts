import { type CompactJws, parseCompactJws, readJsonObject } from '@grantor/protocol';

/** A JWT taken apart (RFC 7519 §3); nothing in it is trusted yet. */
export type CompactJwt = {
  readonly jws: CompactJws;
  readonly claims: Readonly<Record<string, unknown>>;
};

/** What a token looks like, which decides who is asked about it. */
export type TokenShape =
  | { readonly kind: 'jwt'; readonly jwt: CompactJwt }
  /** Begins like a JWT, but is not signed, encrypted or damaged: shown to nobody. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'opaque' };

export function shapeOf(token: string): TokenShape {
  const jws = parseCompactJws(token);
  const claims = jws === null ? null : readJsonObject(jws.payload);
  if (jws !== null && claims !== null) return { kind: 'jwt', jwt: { jws, claims } };
  const header = readJsonObject(token.split('.', 1)[0] ?? '');
  return header !== null && 'alg' in header ? { kind: 'unreadable' } : { kind: 'opaque' };
}
