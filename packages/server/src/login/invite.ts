/** A link by which somebody sets their password, and is signed in (product.md U-1, U-5, mail.md §2). */

import { type Params, Secret } from '@grantor/protocol';
import {
  type PasswordLinkWay,
  type PresentedLink,
  personOfLink,
  setPasswordByLink,
} from '../administration/passwords.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import { type InviteModel, invitePage, inviteUnusablePage } from '../pages/index.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import { passwordFault } from '../site/password-fault.ts';
import type { Site } from '../site/site.ts';
import type { User } from '../store/users.ts';
import { afterFirstStep } from './first-step.ts';
import { showUnusableLink } from './unusable-link.ts';

type Handler = (exchange: Exchange, site: Site, token: string) => Promise<Outgoing>;

const showing =
  (way: PasswordLinkWay): Handler =>
  (exchange, site, token) =>
    showLink(exchange, site, { way, token });

const posting =
  (way: PasswordLinkWay): Handler =>
  (exchange, site, token) =>
    postLink(exchange, site, { way, token });

export const showInvite = showing('invite');
export const postInvite = posting('invite');
/** The link that somebody had sent to themselves. */
export const showForgotLink = showing('forgot');
export const postForgotLink = posting('forgot');

async function showLink(exchange: Exchange, site: Site, link: PresentedLink): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const user = await personOfLink(site.accounts, link);
  return user === null ? unusable(visit) : ask(visit, user);
}

async function postLink(exchange: Exchange, site: Site, link: PresentedLink): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  if (standing === 'stale') {
    const user = await personOfLink(site.accounts, link);
    return user === null ? unusable(visit) : ask(visit, user, { refusal: staleForm, again: 'stale' });
  }
  const outcome = await setPasswordByLink(site.accounts, exchange.source, {
    ...link,
    password: typedIn(form),
  });
  switch (outcome.kind) {
    case 'set': {
      const { user, passwordHash } = outcome;
      const destination = { flow: undefined, redirect: '/account' };
      return afterFirstStep(visit, {
        ...{ user: { ...user, mustChangePasswordAt: null }, passwordHash, destination },
        lifetime: 'browser',
      });
    }
    case 'weak_password': {
      const refusal = { status: refusedForm, why: 'the new password is refused' };
      return ask(visit, outcome.user, { refusal, fault: passwordFault(outcome.problem, site) });
    }
    case 'unusable':
      return unusable(visit);
    case 'busy':
      throw passwordsBusy();
  }
}

const typedIn = (form: Params): Secret => Secret.of(form.get('password') ?? '');

type Again = Pick<InviteModel, 'fault' | 'again'> & { readonly refusal: Refusal };

function ask(visit: Visit, { username }: User, refused?: Again): Outgoing {
  const { exchange, site } = visit;
  const { refusal, ...said } = refused ?? {};
  const model = {
    path: exchange.path,
    username,
    least: site.accounts.passwordRules.minLength,
    ...said,
  };
  const page = { render: (frame: Parameters<typeof invitePage>[1]) => invitePage(model, frame) };
  const context = pageContext(visit, 'browser');
  return refusal === undefined ? showPage(page, context) : showRefusal(refusal, page, context);
}

const unusable = (visit: Visit): Outgoing => showUnusableLink(visit, inviteUnusablePage);
