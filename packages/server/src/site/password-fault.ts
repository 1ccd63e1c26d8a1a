import type { FieldFault } from '../pages/index.ts';
import type { PasswordProblem } from '../people/password-rules.ts';
import type { Site } from './site.ts';

/** Why the password was refused, as the page says it beside the field (product.md S-1). */
export const passwordFault = (
  problem: PasswordProblem | 'same_as_before',
  { accounts }: Pick<Site, 'accounts'>,
): FieldFault =>
  problem === 'too_short' ? { tooShort: accounts.passwordRules.minLength } : `problem_${problem}`;
