import { PasswordsBusy } from '../accounts/passwords.ts';
import type { Exchange } from '../http/exchange.ts';
import { passwordsBusy, tooManyAttempts } from '../http/refuse.ts';
import type { ServerLimits } from '../limits/limits.ts';
import { foldName } from '../people/names.ts';
import type { People } from './people.ts';
import type { Attempted, Typed } from './visitor.ts';

/** One try of a password, within the limits of its address and of the name (operations.md Q-3, product.md S-4). */
export const attemptWith =
  (people: Pick<People, 'signIn'>, limits: Pick<ServerLimits, 'login' | 'account'>) =>
  async ({ source }: Exchange, { loginId, password }: Typed): Promise<Attempted> => {
    const address = await limits.login(source.address);
    if (!address.allowed) throw tooManyAttempts(address.retryAfter);
    const account = await limits.account(foldName(loginId), null);
    if (!account.allowed) throw tooManyAttempts(account.retryAfter);
    try {
      const person = await people.signIn(loginId, password);
      if (person === null) return { kind: 'wrong' };
      account.succeeded();
      address.refund();
      return { kind: 'signed_in', person };
    } catch (failure) {
      if (!(failure instanceof PasswordsBusy)) throw failure;
      account.withdrawn();
      address.refund();
      throw passwordsBusy();
    }
  };
