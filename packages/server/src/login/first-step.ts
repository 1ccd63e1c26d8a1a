/** What follows the first step, a right password or a provider's word: a session, the second factor of whoever has one, or its enrolment (product.md F-6, F-1). */

import { Secret, secondOf, sha256 } from '@grantor/protocol';
import { isFactorRequired } from '../accounts/sessions.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { Visit } from '../site/caller.ts';
import { hasFactor, readFactors } from '../store/factors.ts';
import { beginAttempt, type SignInAttempt } from '../store/sign-in-attempts.ts';
import type { User } from '../store/users.ts';
import { type Destination, followUp, startSession, targetFor } from './start-session.ts';

type FirstStep = {
  readonly user: User;
  readonly passwordHash: string | null;
  /** What they came through; absent: a password. */
  readonly provider?: string;
  /** RFC 8176 §2, where they showed something else than a password. */
  readonly method?: 'otp';
  readonly lifetime: 'browser' | 'remembered';
  readonly destination: Destination;
};

export async function afterFirstStep(visit: Visit, step: FirstStep): Promise<Outgoing> {
  const { site, caller } = visit;
  const { user, passwordHash, lifetime, destination } = step;
  const shown = { provider: step.provider ?? null, method: step.method ?? null };
  const factors = await readFactors(site.database.kysely, user.id);
  const isRequired = isFactorRequired(site.sessions.policy.factorRequired, user.role);
  if (!hasFactor(factors) && !isRequired) {
    const authentication = { acr: '1', ...firstStepOf(shown) };
    const started = await startSession(visit, { user, passwordHash, lifetime, authentication });
    return followUp(visit, started, targetFor(user, destination));
  }
  const id = Secret.of(site.factors.random.token(32));
  const attempt = {
    ...{ hash: sha256(id.reveal()), browser: caller.visitor.browser, userId: user.id, lifetime },
    passwordMark: passwordMark(passwordHash),
    ...shown,
  };
  await beginAttempt(site.database, attempt, site.now());
  const path = hasFactor(factors) ? '/login/factor' : '/login/enrol';
  return seeOther(`${path}?${attemptQuery(id.reveal(), destination)}`, caller.cookies);
}

/** RFC 8176 §2; how a provider knew them it does not say. */
export const firstStepOf = ({ provider, method }: Pick<SignInAttempt, 'provider' | 'method'>) =>
  provider === null ? { amr: [method ?? 'pwd'] } : { amr: [], provider };

/** Tells whether the password is the one that was checked, and is no use for anything else. */
export const passwordMark = (passwordHash: string | null): string | null =>
  passwordHash === null ? null : sha256(passwordHash);

/** What the pages of the second step are asked with. */
export const attemptQuery = (attempt: string, { flow, redirect }: Destination): URLSearchParams =>
  new URLSearchParams({
    attempt,
    ...(flow === undefined ? {} : { flow }),
    ...(flow !== undefined || redirect === undefined ? {} : { redirect }),
  });

/** Seconds since 1970, as the sign-in has it. */
export const nowOf = ({ site }: Visit) => secondOf(site.now());
