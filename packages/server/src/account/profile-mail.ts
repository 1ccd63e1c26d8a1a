/** What a person does about messages on their profile page: which they want, and which address is theirs. */

import { secondOf } from '@grantor/protocol';
import { sendVerification, verifyByCode } from '../administration/address.ts';
import { choosableNotices, chooseNotices, chosenNotices } from '../administration/notice-choices.ts';
import { actorOf } from '../console/actor.ts';
import { done, forOwnForm, nothingHere, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import type { MailPanels } from '../pages/index.ts';
import { addressToConfirm } from '../store/mail-links.ts';
import { findUser, type User } from '../store/users.ts';

const path = '/account/profile';

/** null: this server sends no mail. */
export async function mailPanelsOf({ site }: Visit, user: User): Promise<MailPanels | null> {
  if (site.accounts.outbox === null) return null;
  const { kysely } = site.database;
  const [choices, waiting] = await Promise.all([
    chosenNotices(kysely, user),
    addressToConfirm(kysely, user.id, secondOf(site.now())),
  ]);
  const isUnconfirmed = user.email !== null && user.emailVerifiedAt === null;
  return {
    address: user.emailVerifiedAt === null ? null : user.email,
    choices: choosableNotices(user.role).map((name) => ({ name, choice: choices[name] ?? 'unwanted' })),
    unconfirmed:
      !isUnconfirmed || user.email === null
        ? null
        : { address: user.email, standing: waiting === user.email ? 'asked' : 'not_asked' },
  };
}

async function ownUser({ site, person }: Visit): Promise<User> {
  const found = await findUser(site.database.kysely, person.userId);
  if (site.accounts.outbox === null || found === null) throw nothingHere();
  return found.user;
}

/** `ask` shows the page anew, with what was wrong. */
export const mailForms = (ask: (visit: Visit, fault?: 'wrong_code') => Promise<Outgoing>) => ({
  postNotices: forOwnForm(
    async (visit, form) => {
      const user = await ownUser(visit);
      const ticks = choosableNotices(user.role).map((name) => [
        name,
        form.get(name) === '1' ? 'wanted' : 'unwanted',
      ]);
      await chooseNotices(visit.site.changes, actorOf(visit), { user, choices: Object.fromEntries(ticks) });
      return done(visit, path, 'notices_saved');
    },
    (visit) => ask(visit),
  ),
  postAddressCode: forOwnForm(
    async (visit, form) => {
      const user = await ownUser(visit);
      const own = { user, typed: form.get('code') ?? '' };
      return (await verifyByCode(visit.site.accounts, actorOf(visit), own))
        ? done(visit, path, 'address_confirmed')
        : ask(visit, 'wrong_code');
    },
    (visit) => ask(visit),
  ),
  postSendVerification: forOwnForm(
    async (visit) => {
      const user = await ownUser(visit);
      await sendVerification(visit.site.accounts, actorOf(visit), user.id);
      return done(visit, path, 'verification_asked');
    },
    (visit) => ask(visit),
  ),
});
