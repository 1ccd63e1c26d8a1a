import type { Random } from '@grantor/engine';
import type { Passwords } from '../accounts/passwords.ts';
import type { PasswordContext } from '../people/password-rules.ts';

/** What changes of passwords need. */
export type PasswordPorts = {
  readonly passwords: Passwords;
  readonly random: Random;
  readonly passwordRules: Pick<PasswordContext, 'siteName' | 'minLength'>;
};
