/** What a request comes to without a page, and when a page need not ask for a password (federation-vci-authlete.md ATL-12). */

import type { Epoch } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';

/** Who is signed in in this browser. Epoch seconds. */
export type SignedIn = {
  readonly subject: string;
  readonly authTime: number;
  readonly acr: string;
};

export type Asked = authlete.ReplyOf<'auth/authorization'> & {
  /** `max_age=0` as the client sent it, which the API takes for nothing. */
  readonly isReauthentication: boolean;
  /** How its client knows the person of a subject, where by a name of its own; undefined: as everybody does. */
  readonly knownAs: (subject: string) => string | undefined;
};

export type FailReason = (typeof authlete.failReasons)[number];

/** Why who is signed in is not enough; null: it is. */
export function shortcomingOf(asked: Asked, signedIn: SignedIn | null, now: Epoch): FailReason | null {
  if (signedIn === null) return 'NOT_LOGGED_IN';
  const { maxAge = 0, subject, acrs = [], acrEssential } = asked;
  const age = now - signedIn.authTime;
  if (asked.isReauthentication || (maxAge > 0 && age > maxAge)) return 'EXCEEDS_MAX_AGE';
  const isOther = subject !== signedIn.subject && subject !== asked.knownAs(signedIn.subject);
  if (subject !== undefined && isOther) return 'DIFFERENT_SUBJECT';
  if (acrEssential === true && acrs.length > 0 && !acrs.includes(signedIn.acr)) return 'ACR_NOT_SATISFIED';
  return null;
}

/** Whether a page may go on with who is signed in, instead of asking for a password. */
export function mayGoOn(asked: Asked, signedIn: SignedIn | null, now: Epoch): boolean {
  // Where nothing was asked, the prompts are CONSENT and LOGIN, and the lowest of them is CONSENT
  const asksAnew = asked.lowestPrompt === 'LOGIN' || asked.prompts?.includes('SELECT_ACCOUNT') === true;
  return !asksAnew && shortcomingOf(asked, signedIn, now) === null;
}

/** What the request names beside its scopes (OpenID Connect Core §5.5). */
export const claimsByName = ({ idTokenClaims, userInfoClaims }: Asked): readonly string[] => [
  ...new Set([idTokenClaims, userInfoClaims].flatMap((json) => (json === undefined ? [] : namesIn(json)))),
];

function namesIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** What was granted before covers the request, or nobody has to be asked: the client is the operator's own. */
export function isCovered(asked: Asked, granted: readonly string[]): boolean {
  const isOwn = (asked.client?.attributes ?? []).some(
    ({ key, value }) => key === 'first_party' && value === 'true',
  );
  if (isOwn) return true;
  // Of claims, details and resources that were granted nothing is told: where they are asked for, somebody has to be
  const asksMore =
    claimsByName(asked).length > 0 ||
    (asked.authorizationDetails?.elements ?? []).length > 0 ||
    (asked.resources ?? []).length > 0 ||
    asked.gmAction !== undefined;
  return !asksMore && (asked.scopes ?? []).every(({ name }) => name !== undefined && granted.includes(name));
}
