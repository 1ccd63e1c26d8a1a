/** What people say about themselves (product.md §12.2 `/account/profile`). */

import type { Params } from '@grantor/protocol';
import { editOwnProfile } from '../administration/own-profile.ts';
import { actorOf } from '../console/actor.ts';
import { isFreshForForm, isFreshToOpen } from '../console/fresh-sign-in.ts';
import { enteredIn, enteredOf, faultsIn, valuesOf } from '../console/person-values.ts';
import {
  done,
  forOwnForm,
  forPerson,
  nothingHere,
  show,
  showAgain,
  showAs,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { conflict } from '../http/status.ts';
import { type Entered, type FieldFaults, type ProfileModel, profilePage, themes } from '../pages/index.ts';
import { findUser, type User } from '../store/users.ts';
import { switchIn } from './preferences.ts';
import { mailForms, mailPanelsOf } from './profile-mail.ts';

const path = '/account/profile';

type Form = Extract<ProfileModel, { kind: 'form' }>;

async function personOf({ site, person }: Visit): Promise<User> {
  const found = await findUser(site.database.kysely, person.userId);
  if (found === null) throw nothingHere();
  return found.user;
}

const isKeptHere = ({ site }: Visit, user: User): boolean =>
  site.signIn.accounts === undefined && user.authSource === 'local';

/** What the application around this server, or the directory, says of the person. */
async function showExternal(visit: Visit, user: User): Promise<Outgoing> {
  const account = await visit.site.store.findAccount(user.id);
  const claims = account?.claims ?? user.claims;
  const email = visit.caller.person?.email ?? user.email;
  const entered = enteredOf({ ...user, claims, email });
  const keptBy = visit.site.signIn.accounts === undefined ? 'directory' : 'application';
  return show(visit, (frame) => profilePage({ kind: 'external', keptBy, entered }, frame));
}

const formOf = async (visit: Visit, user: User): Promise<Form> => ({
  kind: 'form',
  version: user.version,
  entered: enteredOf(user),
  faults: {},
  email: isFreshToOpen(visit) ? 'open' : 'confirm_first',
  mail: await mailPanelsOf(visit, user),
});

const profileForm = async (visit: Visit): Promise<Outgoing> => {
  const user = await personOf(visit);
  if (!isKeptHere(visit, user)) return showExternal(visit, user);
  const model = await formOf(visit, user);
  const filled =
    visit.stale === null
      ? {}
      : { entered: enteredBy(visit.stale, model.entered), version: versionIn(visit.stale) };
  return show(visit, (frame) => profilePage({ ...model, ...filled }, frame));
};

export const showProfile = forPerson(profileForm);

/** Messages to them, and the address those go to; what was entered above is not posted with it. */
export const { postNotices, postAddressCode, postSendVerification } = mailForms(async (visit, fault) => {
  const user = await personOf(visit);
  if (!isKeptHere(visit, user)) return showExternal(visit, user);
  const { mail, ...model } = await formOf(visit, user);
  const page = (frame: Parameters<typeof profilePage>[1]) =>
    profilePage({ ...model, mail: mail === null || fault === undefined ? mail : { ...mail, fault } }, frame);
  return fault === undefined ? show(visit, page) : showAgain(visit, 'the code is wrong or over', page);
});

/** What a person says of themselves; what others decide stays as it is. */
function enteredBy(form: Params, known: Entered): Entered {
  const { groups, role, phone_number_verified, must_change_password, email_verified } = known;
  return {
    ...enteredIn(form, known),
    ...{ groups, role, phone_number_verified, must_change_password, email_verified },
  };
}

const versionIn = (form: Params): number => {
  const text = form.get('version') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
};

export const postProfile = forOwnForm(
  async (visit, form) => {
    const user = await personOf(visit);
    if (!isKeptHere(visit, user)) return showExternal(visit, user);
    const model = { ...(await formOf(visit, user)), version: versionIn(form) };
    const entered = enteredBy(form, model.entered);
    const again = (faults: FieldFaults): Outgoing =>
      showAgain(visit, 'a field of the profile is refused', (frame) =>
        profilePage({ ...model, entered, faults }, frame),
      );
    const faults = faultsIn(entered, 'edit');
    if (Object.keys(faults).length > 0) return again(faults);
    const { email, claims } = valuesOf(entered, user.claims);
    if (email !== user.email && !isFreshForForm(visit)) return again({ email: 'problem_confirm_first' });
    const { version } = model;
    const outcome = await editOwnProfile(visit.site.accounts, actorOf(visit), {
      ...{ id: user.id, version, email, claims },
    });
    switch (outcome) {
      case 'edited':
        return saved(visit, form);
      case 'email_taken':
        return again({ email: 'problem_email_taken' });
      case 'stale':
        return showStale(visit, entered);
      default:
        throw nothingHere();
    }
  },
  profileForm,
  new Set(['address']),
);

/** Theme and shortcuts are the browser's own (product.md L-7, A-6). */
function saved(visit: Visit, form: Params): Outgoing {
  const answer = done(visit, path, 'profile_saved');
  const theme = themes.find((known) => known === form.get('theme'));
  const shortcuts = switchIn(form.get('shortcuts'));
  const { cookies } = visit.site;
  return {
    ...answer,
    cookies: [
      ...answer.cookies,
      ...(theme === undefined ? [] : [cookies.theme(theme)]),
      ...(shortcuts === undefined ? [] : [cookies.shortcuts(shortcuts)]),
    ],
  };
}

/** Both versions; the form is now of the newer record (product.md A-8). */
async function showStale(visit: Visit, entered: Entered): Promise<Outgoing> {
  const model = await formOf(visit, await personOf(visit));
  const refusal = { status: conflict, why: 'the record was changed meanwhile' };
  return showAs(visit, refusal, (frame) => profilePage({ ...model, entered, stored: model.entered }, frame));
}
