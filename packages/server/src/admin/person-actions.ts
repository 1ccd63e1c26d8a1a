/** What ends or begins again for a whole person: disabling, enabling, deleting, resetting (product.md U-2 to U-5). */

import type { Params } from '@grantor/protocol';
import { resetFactors } from '../administration/factors.ts';
import { resetPassword } from '../administration/passwords.ts';
import { deletePerson, disablePerson, enablePerson } from '../administration/people.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { byTypedName } from '../console/typed-name.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { peoplePath, personQuestionPage } from '../pages/index.ts';
import { askPerson, personOf, refusedWords, showPersonRefusal } from './person.ts';
import { personPath } from './person-path.ts';
import { showToldOnce } from './told-once.ts';

const named = async (visit: Visit) => {
  const { id, username } = await personOf(visit);
  return { username, path: personPath(id) };
};

const disablingQuestion = async (visit: Visit): Promise<Outgoing> => {
  const person = await named(visit);
  return show(visit, (frame) => personQuestionPage({ ...person, kind: 'disable' }, frame));
};

export const askDisabling = forAdministrator(disablingQuestion);

export const postDisabling = forAdministratorForm(async (visit) => {
  const user = await personOf(visit);
  const outcome = await disablePerson(visit.site.accounts, actorOf(visit), user.id);
  const refused = outcome === 'disabled' ? null : refusedWords(outcome);
  if (refused !== null) return showPersonRefusal(visit, refused);
  return done(visit, personPath(user.id), 'user_disabled');
}, disablingQuestion);

/** Takes nothing from anybody: not asked about. */
export const postEnabling = forAdministratorForm(async (visit) => {
  const user = await personOf(visit);
  const outcome = await enablePerson(visit.site.accounts, actorOf(visit), user.id);
  const refused = outcome === 'enabled' ? null : refusedWords(outcome);
  if (refused !== null) return showPersonRefusal(visit, refused);
  return done(visit, personPath(user.id), 'user_enabled');
}, askPerson);

export const personDeletion = byTypedName({
  find: personOf,
  nameOf: ({ username }) => username,
  read: (entered) => entered.trim().toLowerCase(),
  page: ({ id, username }, typed, frame) =>
    personQuestionPage({ username, path: personPath(id), kind: 'delete', ...typed }, frame),
  async end(visit, user) {
    const outcome = await deletePerson(visit.site.accounts, actorOf(visit), user.id);
    const refused = outcome === 'deleted' ? null : refusedWords(outcome);
    if (refused !== null) return showPersonRefusal(visit, refused);
    return done(visit, peoplePath, 'user_deleted');
  },
});

const ways = ['random', 'link', 'mail'] as const;

const wayIn = (form: Params | null) => ways.find((way) => way === form?.get('way'));

const resetQuestion = async (visit: Visit): Promise<Outgoing> => {
  const mustChange = visit.stale?.get('must_change_password') === '1';
  const { id, username, email } = await personOf(visit);
  const address = visit.site.accounts.outbox === null ? null : email;
  const way = wayIn(visit.stale ?? null) ?? 'random';
  const question = { username, path: personPath(id), kind: 'reset', way, mustChange, address } as const;
  return show(visit, (frame) => personQuestionPage(question, frame));
};

export const askReset = forAdministrator(whenFresh(resetQuestion));

export const postReset = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const user = await personOf(visit);
    const outcome = await resetPassword(visit.site.accounts, actorOf(visit), {
      id: user.id,
      to: wayIn(form) ?? 'random',
      mustChangePassword: form.get('must_change_password') === '1',
    });
    if (outcome.kind === 'busy') throw passwordsBusy();
    if (outcome.kind === 'reset') {
      const { told } = outcome;
      if (told.kind === 'mailed') return done(visit, personPath(user.id), 'mail_waits');
      if (told.kind !== 'nothing') return showToldOnce(visit, user, told);
    }
    const refused = outcome.kind === 'refused' ? refusedWords(outcome.why) : null;
    return refused === null
      ? done(visit, personPath(user.id), 'user_saved')
      : showPersonRefusal(visit, refused);
  }),
  resetQuestion,
);

const factorsQuestion = async (visit: Visit): Promise<Outgoing> => {
  const person = await named(visit);
  return show(visit, (frame) => personQuestionPage({ ...person, kind: 'reset_factors' }, frame));
};

export const askFactorReset = forAdministrator(whenFresh(factorsQuestion));

export const postFactorReset = forAdministratorForm(
  whenFreshForm(async (visit) => {
    const { id } = await personOf(visit);
    const outcome = await resetFactors(visit.site.changes, actorOf(visit), id);
    if (outcome === 'no_such_person') throw nothingHere();
    if (outcome === 'yourself') return showPersonRefusal(visit, 'yourself');
    return done(visit, personPath(id), 'factors_reset');
  }),
  factorsQuestion,
);
