import { isCommonPassword } from './common-passwords.ts';

/** Why a password may not be chosen; the page has a sentence for each (product.md S-1). */
export type PasswordProblem =
  | 'too_short'
  | 'too_long'
  | 'same_as_username'
  | 'same_as_email'
  | 'same_as_site_name'
  | 'too_common';

export type PasswordContext = {
  readonly username: string;
  readonly email: string | null;
  readonly siteName: string;
  /** PASSWORD_MIN_LENGTH, at least 8. */
  readonly minLength: number;
};

export const passwordMaxLength = 128;
const shortestMinLength = 8;

/** The first rule that the password breaks, or null. Lengths count characters after NFKC (product.md S-1). */
export function passwordProblem(password: string, context: PasswordContext): PasswordProblem | null {
  const length = [...password.normalize('NFKC')].length;
  if (length < Math.max(context.minLength, shortestMinLength)) return 'too_short';
  if (length > passwordMaxLength) return 'too_long';
  const folded = fold(password);
  if (folded === fold(context.username)) return 'same_as_username';
  if (context.email !== null && folded === fold(context.email)) return 'same_as_email';
  if (folded === fold(context.siteName)) return 'same_as_site_name';
  return isCommonPassword(folded) ? 'too_common' : null;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
