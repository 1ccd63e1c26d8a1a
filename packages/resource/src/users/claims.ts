import { hasControlCharacter } from '@grantor/protocol';
import type { Profile } from './store.ts';

/** The claims of a token, or of the issuer's userinfo, that tell who somebody is. */
export type PersonalClaims = Readonly<Record<string, unknown>>;

const subjectLimit = 512;
// 64 characters, an @ and 255 more
const emailLimit = 320;
const nameLimit = 256;

/** A text that a database keeps as it is, so that no two of them become one there. */
function readText(value: unknown, limit: number): string | null {
  if (typeof value !== 'string' || value.length > limit) return null;
  const isKept = value.trim() !== '' && value.isWellFormed() && !hasControlCharacter(value);
  return isKept ? value : null;
}

/** The subject in this claim, exactly as it stands, or null when there is none that can be kept. */
export const readSubject = (claims: PersonalClaims, claim: string): string | null =>
  Object.hasOwn(claims, claim) ? readText(claims[claim], subjectLimit) : null;

/**
 * What the claims tell about the person. The e-mail only if the issuer has verified it: `email_verified` is
 * true, or the text `"true"` that some issuers send, or absent from an issuer whose addresses are always
 * trusted (resource.md §4).
 */
export function readProfile(claims: PersonalClaims, trustEmail: 'always' | 'if_verified'): Profile {
  const { email, email_verified: verified, name } = claims;
  const isVerified =
    verified === true || verified === 'true' || (verified === undefined && trustEmail === 'always');
  const address = isVerified ? readText(email, emailLimit)?.trim() : undefined;
  return {
    email: address !== undefined && /^[^@].*@[^@]+$/.test(address) ? address : null,
    name: readText(name, nameLimit)?.trim() ?? null,
  };
}
