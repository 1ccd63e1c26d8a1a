import type { Random } from '@grantor/engine';
import type { Passwords } from '../accounts/passwords.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PasswordContext } from '../people/password-rules.ts';

/** What changes of passwords need. */
export type PasswordPorts = {
  readonly passwords: Passwords;
  readonly random: Random;
  /** null: this server sends no mail. */
  readonly outbox: Outbox | null;
  readonly passwordRules: Pick<PasswordContext, 'siteName' | 'minLength'>;
};
