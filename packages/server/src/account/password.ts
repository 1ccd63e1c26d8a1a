/** The person's own password (product.md §12.2 `/account/password`, product.md S-8). */

import { authenticationOf } from '@grantor/engine';
import { type Params, Secret, secondOf } from '@grantor/protocol';
import { beginSession } from '../accounts/sessions.ts';
import { changeOwnPassword } from '../administration/passwords.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { done, forOwnForm, forPerson, show, showAgain, type Visit } from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { type FieldFault, type OwnPasswordModel, ownPasswordPage } from '../pages/index.ts';
import { passwordFault } from '../site/password-fault.ts';
import { safeRedirect } from '../site/redirect.ts';
import { findUser } from '../store/users.ts';

const path = '/account/password';

/** W3C change-password URL: where password managers look. */
export const leadToOwnPassword = async (): Promise<Outgoing> => seeOther(path);

type Filled = {
  readonly redirect: string | undefined;
  readonly endsApplications: boolean;
  readonly fault?: FieldFault;
};

async function modelOf({ site, person }: Visit, filled: Filled): Promise<OwnPasswordModel> {
  const user = (await findUser(site.database.kysely, person.userId))?.user;
  if (site.signIn.accounts !== undefined) return { kind: 'external', keptBy: 'application' };
  if (user?.authSource !== 'local') return { kind: 'external', keptBy: 'directory' };
  const { redirect, ...shown } = filled;
  const askedAt = user.mustChangePasswordAt;
  return {
    kind: 'form',
    least: site.accounts.passwordRules.minLength,
    isAsked: askedAt !== null && askedAt <= person.authTime,
    ...shown,
    ...(redirect === undefined ? {} : { redirect: safeRedirect(redirect) }),
  };
}

const filledIn = (form: Params): Filled => ({
  redirect: form.get('redirect'),
  endsApplications: form.get('end_applications') === '1',
});

const passwordForm = async (visit: Visit): Promise<Outgoing> => {
  const filled =
    visit.stale === null
      ? { redirect: queryParameter(visit.exchange, 'redirect'), endsApplications: false }
      : filledIn(visit.stale);
  const model = await modelOf(visit, filled);
  return show(visit, (frame) => ownPasswordPage(model, frame));
};

export const showOwnPassword = forPerson(whenFresh(passwordForm));

export const postOwnPassword = forOwnForm(
  whenFreshForm(async (visit, form) => {
    const { site, person } = visit;
    const filled = filledIn(form);
    const asked = await modelOf(visit, filled);
    if (asked.kind === 'external') return passwordForm(visit);
    const outcome = await changeOwnPassword(site.accounts, actorOf(visit), {
      id: person.userId,
      session: person.id,
      password: Secret.of(form.get('new_password') ?? ''),
      applications: filled.endsApplications ? 'end' : 'stay',
    });
    switch (outcome.kind) {
      case 'changed':
        return goOn(visit, outcome.passwordHash, asked.redirect);
      case 'refused': {
        const fault = passwordFault(outcome.problem, site);
        return showAgain(visit, 'the new password is refused', (frame) =>
          ownPasswordPage({ ...asked, fault }, frame),
        );
      }
      case 'external':
      case 'superseded':
        return passwordForm(visit);
      case 'busy':
        throw passwordsBusy();
    }
  }),
  passwordForm,
);

/** The session goes on under a new id; the old one dies in the same write (product.md §4 rotation). */
async function goOn(visit: Visit, passwordHash: string, redirect: string | undefined): Promise<Outgoing> {
  const { site, person, caller, exchange } = visit;
  const begun = await beginSession(site.sessions, {
    userId: person.userId,
    authentication: authenticationOf(person),
    passwordHash,
    visit: { userAgent: exchange.source.userAgent, address: exchange.source.address },
    lifetime: caller.lifetime,
    seenAt: secondOf(site.now()),
    replaces: person,
  });
  if (begun.kind !== 'started') return seeOther('/login', [...caller.cookies, site.cookies.endSession()]);
  const to =
    redirect === undefined ? done(visit, path, 'password_changed') : seeOther(redirect, caller.cookies);
  return { ...to, cookies: [...to.cookies, site.cookies.session(begun.id, begun.cookieMaxAge)] };
}
