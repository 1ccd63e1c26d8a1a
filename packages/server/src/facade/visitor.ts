/** Who is at the browser: signed in, signing in by a form, or sent by another site (federation-vci-authlete.md ATL-9, ATL-10). */

import { type Epoch, type Instant, type Params, secondOf } from '@grantor/protocol';
import { type Exchange, header } from '../http/exchange.ts';
import type { PageSettings, Refusal } from '../http/page.ts';
import { refusedForm } from '../http/status.ts';
import type { Browser } from './browser.ts';
import type { FacadeWorld } from './endpoints.ts';
import type { SignedIn } from './interaction.ts';
import type { FacadeLimits } from './limits.ts';
import type { Person } from './people.ts';

export type AuthorizationWorld = FacadeWorld & {
  readonly browser: Browser;
  readonly pages: PageSettings;
  readonly limits: FacadeLimits;
  /** One try of a password. Rejects with `rate_limit_exceeded`, and where too many wait. */
  readonly attempt: (exchange: Exchange, typed: Typed) => Promise<Attempted>;
  readonly now: () => Instant;
};

export type Typed = { readonly loginId: string; readonly password: string };
export type Attempted = { readonly kind: 'signed_in'; readonly person: Person } | { readonly kind: 'wrong' };

export type At = { readonly exchange: Exchange; readonly world: AuthorizationWorld };

/** Who is signed in in this browser, and still among those who may. */
export function whoIsHere(
  exchange: Exchange,
  { browser, people }: Pick<AuthorizationWorld, 'browser' | 'people'>,
  now: Epoch,
): SignedIn | null {
  const signedIn = browser.signedIn(header(exchange, 'cookie') ?? null, now);
  return signedIn === null || people.find(signedIn.subject) === null ? null : signedIn;
}

/** Who signs in by the form, or who this browser's page named; null: nobody. */
export async function whoDecides(
  form: Params,
  shown: string | null,
  { exchange, world }: At,
): Promise<SignedIn | null> {
  const now = secondOf(world.now());
  const password = form.get('password');
  if (password === undefined) {
    const signedIn = whoIsHere(exchange, world, now);
    return signedIn !== null && shown === signedIn.subject ? signedIn : null;
  }
  const attempted = await world.attempt(exchange, { loginId: form.get('loginId') ?? '', password });
  return attempted.kind === 'wrong'
    ? null
    : { subject: attempted.person.subject, authTime: now, acr: passwordAcr };
}

/** They sign in by the wrong name or password, or are not who has to decide. */
export const wrongSignIn: Refusal = { status: refusedForm, why: 'name or password are wrong' };

export const isDenied = (form: Params): boolean => (form.get('authorized') ?? 'false') === 'false';

/** protocol.md §6: a password. */
export const passwordAcr = '1';

export const sentBody = async (exchange: Exchange) => ({
  contentType: header(exchange, 'content-type'),
  contentEncoding: header(exchange, 'content-encoding'),
  body: await exchange.body(),
});

/** Posted by a page of another site (security.md B-4). */
export function isForeign(exchange: Exchange, baseUrl: string): boolean {
  const origin = header(exchange, 'origin');
  const site = header(exchange, 'sec-fetch-site');
  const isElsewhere = origin !== undefined && origin !== new URL(baseUrl).origin;
  return isElsewhere || (site !== undefined && site !== 'same-origin' && site !== 'none');
}
