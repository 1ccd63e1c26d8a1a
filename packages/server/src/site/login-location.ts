import type { Caller } from './caller.ts';

/** Why somebody who was signed in has to sign in again, as `/login` is told (product.md §4). */
export const lostReasons = ['session_timeout', 'session_invalid', 'factor_ended'] as const;
export type LostReason = (typeof lostReasons)[number];

export type LoginTarget = { readonly flow: string } | { readonly redirect: string } | 'home';

/** The sign-in page that leads on to `target`, and says so when a session was lost on the way here. */
export function loginLocation(target: LoginTarget, { lost }: Pick<Caller, 'lost'>): string {
  if (lost === 'password_due') return newPasswordFirst(target);
  const parameters = new URLSearchParams(target === 'home' ? {} : target);
  const reason = reasonOf(lost);
  if (reason !== null) parameters.set('error', reason);
  return parameters.size === 0 ? '/login' : `/login?${parameters}`;
}

/** The page where the person chooses a new password, which leads on to `target` (product.md §2). */
export function newPasswordFirst(target: LoginTarget): string {
  if (target === 'home') return '/account/password';
  const redirect = 'flow' in target ? `/login?${new URLSearchParams(target)}` : target.redirect;
  return `/account/password?${new URLSearchParams({ redirect })}`;
}

function reasonOf(lost: Caller['lost']): LostReason | null {
  switch (lost) {
    case 'idle_timeout':
    case 'expired':
      return 'session_timeout';
    case 'fingerprint_mismatch':
      return 'session_invalid';
    default:
      return null;
  }
}
