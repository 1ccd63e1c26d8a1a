import type { InstanceKey } from './client-attestation.ts';

/**
 * What the holder of a token must prove to have, beside the token (RFC 7800 §3): a key, by its thumbprint (RFC 9449
 * §6.1), or a certificate (RFC 8705 §3.1). Never both (advanced.md MTL-5).
 */
export type Confirmation = { readonly jkt: string } | { readonly 'x5t#S256': string };

/** What a refresh token may be bound to: an installation of its client is told by how that proves itself. */
export type RefreshBinding = Confirmation | InstanceKey;

/** As a token carries it. null: it is none of those we make, so nobody can prove it. */
export function readConfirmation(cnf: object): Confirmation | null {
  const [member, ...more] = Object.entries(cnf);
  if (member === undefined || more.length > 0) return null;
  const [name, value] = member;
  if (typeof value !== 'string') return null;
  if (name === 'jkt') return { jkt: value };
  return name === 'x5t#S256' ? { 'x5t#S256': value } : null;
}

export const isSameConfirmation = (left: Confirmation, right: Confirmation): boolean =>
  nameOf(left) === nameOf(right);

/** Different for different confirmations. */
export const nameOf = (confirmation: Confirmation): string => JSON.stringify(confirmation);

/** RFC 9449 §5, RFC 8705 §3: what is bound to a certificate goes as any bearer token does. */
export const tokenTypeOf = (confirmation: Confirmation | null): 'Bearer' | 'DPoP' =>
  confirmation !== null && 'jkt' in confirmation ? 'DPoP' : 'Bearer';
