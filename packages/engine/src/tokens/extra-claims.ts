/** Claims that a client supplies for its own access tokens (protocol.md TO-6). Our own are never among them. */

import { OAuthError, type Params, reservedClaims } from '@grantor/protocol';
import type { AuthMethodName, Client } from '../model/client.ts';
import type { ExtraClaimsPolicy, Policy } from '../ports/policy.ts';

export type ExtraClaims = Readonly<Record<string, unknown>>;

export const extraClaimsParameter = 'extra_claims';

type Supplier = { readonly client: Client; readonly method: AuthMethodName };

/**
 * What the request supplies; null: nothing, or nobody may here. Throws `invalid_request` for a client that is not allowed
 * to, and for anything but a small object without a name of ours (security.md T-8).
 */
export function readExtraClaims(
  params: Params,
  { client, method }: Supplier,
  { extraClaims: limits, privateClaimPrefix }: Policy,
): ExtraClaims | null {
  const given = limits === null ? undefined : params.get(extraClaimsParameter);
  if (limits === null || given === undefined) return null;
  if (method === 'none' || client.extraClaims !== 'allowed') {
    throw refused('The client may not supply extra_claims.');
  }
  const claims = parse(given, limits);
  for (const [name, value] of Object.entries(claims)) {
    if (isTaken(name, privateClaimPrefix)) throw refused('extra_claims names a claim that is not free.');
    if (bytesOf(JSON.stringify(value)) > limits.maxValueBytes)
      throw refused('A value of extra_claims is too long.');
  }
  return claims;
}

function parse(given: string, { maxBytes, maxClaims }: ExtraClaimsPolicy): ExtraClaims {
  if (bytesOf(given) > maxBytes) throw refused('extra_claims is too long.');
  const claims = objectFrom(given);
  if (claims === null) throw refused('extra_claims is not a JSON object.');
  if (Object.keys(claims).length > maxClaims) throw refused('extra_claims has too many members.');
  return claims;
}

function objectFrom(text: string): ExtraClaims | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Of a specification, of this deployment, or of JavaScript itself (security.md I-4). */
const isTaken = (name: string, prefix: string): boolean =>
  reservedClaims.has(name) || name.startsWith(`${prefix}_`) || name === prefix || name in Object.prototype;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const refused = (description: string): OAuthError => new OAuthError('invalid_request', description);
