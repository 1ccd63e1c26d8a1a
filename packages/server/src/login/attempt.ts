/** One try of a name and a password: limited per address, told to the audit log when it fails. */

import { Secret, secondOf } from '@grantor/protocol';
import { type SignInOutcome, signIn } from '../accounts/sign-in.ts';
import type { LoginState } from '../pages/index.ts';
import type { Visit } from '../site/caller.ts';
import { chargeSignIn } from './sign-in-charge.ts';

type SignedIn = Extract<SignInOutcome, { kind: 'signed_in' }>;
type Failure = Exclude<SignInOutcome, { kind: 'signed_in' }>;

export type Attempted = SignedIn | { readonly kind: 'refused'; readonly state: LoginState };

export async function attemptSignIn(
  { exchange, caller, site }: Visit,
  typed: { readonly name: string; readonly password: string },
): Promise<Attempted> {
  const charge = await site.limits.login(exchange.source.address);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    site.people.attempted({ result: 'throttled', seconds: null });
    return { kind: 'refused', state: { kind: 'throttled', retryAfterSeconds: charge.retryAfter } };
  }
  const started = performance.now();
  const outcome = await signIn(site.signIn, {
    name: typed.name,
    password: Secret.of(typed.password),
    cookies: caller.presented,
    now: secondOf(site.now()),
    source: exchange.source,
  });
  site.people.attempted({
    result: outcome.kind,
    seconds: (performance.now() - started) / 1000,
    ...('checkedBy' in outcome ? { checkedBy: outcome.checkedBy } : {}),
  });
  if (outcome.kind === 'signed_in' || seenAs(outcome) === 'busy') charge.refund();
  if (outcome.kind === 'signed_in') return counted(outcome, { exchange, site });
  if (outcome.kind === 'unavailable') {
    const { user, cause } = outcome;
    site.people.externalUnavailable({ userId: user?.id ?? null, cause }, exchange.source);
  } else if (outcome.kind !== 'busy') {
    site.people.signInFailed(
      {
        typed: typed.name,
        userId: outcome.user?.id ?? null,
        lock: outcome.kind === 'failed' ? outcome.lock : 'none',
      },
      exchange.source,
    );
  }
  return { kind: 'refused', state: failureState(outcome) };
}

async function counted(outcome: SignedIn, visit: Pick<Visit, 'exchange' | 'site'>): Promise<Attempted> {
  const throttled = await chargeSignIn(visit, outcome.user);
  return throttled === null ? outcome : { kind: 'refused', state: throttled };
}

/** What whoever tried is told, whatever it was. */
const seenAs = (failure: Failure): Failure['kind'] =>
  ('seenAs' in failure ? failure.seenAs : undefined) ?? failure.kind;

const unanswered = {
  busy: { kind: 'unavailable' },
  unavailable: { kind: 'directory_unavailable' },
} as const satisfies Record<string, LoginState>;

function failureState(failure: Failure): LoginState {
  if ('seenAs' in failure && failure.seenAs !== undefined) return unanswered[failure.seenAs];
  switch (failure.kind) {
    case 'failed':
      return { kind: 'failed' };
    case 'disabled':
      return { kind: 'disabled' };
    case 'throttled':
      return { kind: 'throttled', retryAfterSeconds: failure.retryAfter };
    case 'busy':
    case 'unavailable':
      return unanswered[failure.kind];
  }
}
