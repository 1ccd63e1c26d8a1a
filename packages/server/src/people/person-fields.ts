/** What may be said about a person, and in which form (product.md §2). Never knows a form or a file. */

import { isEmail } from './names.ts';

/** The claims about people that are plain text, by name (OpenID Connect Core §5.1). */
export const textClaims = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
] as const;

export type TextClaim = (typeof textClaims)[number];

/** What is wrong with a value; pages have a sentence for each. */
export type FieldProblem =
  | 'missing'
  | 'unreadable'
  | 'no_username'
  | 'no_email'
  | 'no_web_address'
  | 'no_date'
  | 'no_time_zone'
  | 'no_language'
  | 'no_phone_number'
  | 'no_groups'
  | 'too_many_groups';

const longestText = 256;
const longestAddress = 2048;
export const mostGroups = 50;

/** Neither a control character nor half a character (security.md I-2); lines where there may be several. */
const isReadable = (text: string, longest: number): boolean =>
  text.length <= longest && !/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(text.replaceAll('\n', ' '));

type Check = (text: string) => FieldProblem | null;

const webAddress: Check = (text) => {
  const isWeb = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
  return isWeb ? null : 'no_web_address';
};

// OpenID Connect Core §5.1: YYYY-MM-DD, YYYY alone, or 0000 for a year that is not told
const birthdate: Check = (text) => {
  if (/^\d{4}$/.test(text)) return null;
  const [, year, rest] = /^(\d{4})-(\d{2}-\d{2})$/.exec(text) ?? [];
  const leapYear = year === '0000' ? '2000' : year;
  const date = new Date(`${leapYear}-${rest}T00:00:00Z`);
  const isDate = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${leapYear}-${rest}`);
  return isDate ? null : 'no_date';
};

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const checks: Readonly<Partial<Record<TextClaim, Check>>> = {
  profile: webAddress,
  picture: webAddress,
  website: webAddress,
  birthdate,
  zoneinfo: (text) =>
    succeeds(() => new Intl.DateTimeFormat('en', { timeZone: text })) ? null : 'no_time_zone',
  locale: (text) => (succeeds(() => new Intl.Locale(text.replaceAll('_', '-'))) ? null : 'no_language'),
  phone_number: (text) => (/^\+?[\d ().\-/]{3,32}(?:;ext=\d{1,8})?$/.test(text) ? null : 'no_phone_number'),
};

/** Whether the claim may have this value, which is not empty. */
export function claimProblem(name: TextClaim, text: string): FieldProblem | null {
  const check = checks[name];
  if (!isReadable(text, check === webAddress ? longestAddress : longestText)) return 'unreadable';
  return check?.(text) ?? null;
}

/** The same for a postal address in several lines (OpenID Connect Core §5.1.1). */
export const addressProblem = (text: string): FieldProblem | null =>
  isReadable(text, 1024) ? null : 'unreadable';

export const emailProblem = (text: string): FieldProblem | null => (isEmail(text) ? null : 'no_email');

/** The groups of a text, each once, separated by spaces, commas or lines. */
export const groupsIn = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,]+/).filter((name) => name !== '')),
];

export const isGroupName = (name: string): boolean => /^[a-z0-9._-]{1,64}$/.test(name);

export function groupsProblem(groups: readonly string[]): FieldProblem | null {
  if (groups.length > mostGroups) return 'too_many_groups';
  return groups.every(isGroupName) ? null : 'no_groups';
}
