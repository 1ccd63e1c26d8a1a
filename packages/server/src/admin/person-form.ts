/** Creating people and editing them (product.md U-1, A-8). */

import { type Params, Secret } from '@grantor/protocol';
import { createPerson, editPerson, type FirstPassword } from '../administration/people.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { enteredIn, enteredOf, faultsIn, valuesOf } from '../console/person-values.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAgain,
  showAs,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { conflict } from '../http/status.ts';
import {
  type EditPersonModel,
  type Entered,
  editPersonPage,
  type FieldFaults,
  newPersonPage,
} from '../pages/index.ts';
import { passwordFault } from '../site/password-fault.ts';
import type { User } from '../store/users.ts';
import { assertKeptHere, personOf, refusedWords } from './person.ts';
import { personPath } from './person-path.ts';
import { showToldOnce } from './told-once.ts';

const mailOf = ({ site }: Visit) => (site.accounts.outbox === null ? 'not_sent' : 'sent');

const nothingEntered: Entered = { role: 'user' };

const askNew = async (visit: Visit): Promise<Outgoing> => {
  assertKeptHere(visit.site);
  const entered = visit.stale === null ? nothingEntered : enteredIn(visit.stale, nothingEntered);
  const { minLength } = visit.site.accounts.passwordRules;
  return show(visit, (frame) =>
    newPersonPage({ entered, faults: {}, least: minLength, mail: mailOf(visit) }, frame),
  );
};

export const showNewPerson = forAdministrator(whenFresh(askNew));

const newPersonAgain = (visit: Visit, entered: Entered, faults: FieldFaults): Outgoing => {
  const { minLength } = visit.site.accounts.passwordRules;
  return showAgain(visit, 'a field of the new user is refused', (frame) =>
    newPersonPage({ entered, faults, least: minLength, mail: mailOf(visit) }, frame),
  );
};

const severalLines: ReadonlySet<string> = new Set(['address', 'groups']);

export const postNewPerson = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    assertKeptHere(visit.site);
    const entered = enteredIn(form, nothingEntered);
    const faults = faultsIn(entered, 'new');
    if (Object.keys(faults).length > 0) return newPersonAgain(visit, entered, faults);
    const values = valuesOf(entered, {});
    const password = firstPassword(form, visit);
    if (password.kind === 'link' && password.by === 'mail' && values.email === null)
      return newPersonAgain(visit, entered, { email: 'problem_mail_needs_email' });
    const created = await createPerson(visit.site.accounts, actorOf(visit), {
      ...values,
      password,
    });
    switch (created.kind) {
      case 'created': {
        const { told } = created;
        if (told.kind === 'nothing') return done(visit, personPath(created.id), 'user_created');
        if (told.kind === 'mailed') return done(visit, personPath(created.id), 'mail_waits');
        return showToldOnce(visit, { id: created.id, username: values.username }, told);
      }
      case 'taken':
        return newPersonAgain(visit, entered, { [created.field]: `problem_${created.field}_taken` });
      case 'weak_password':
        return newPersonAgain(visit, entered, { password: passwordFault(created.problem, visit.site) });
      case 'busy':
        throw passwordsBusy();
    }
  }),
  askNew,
  severalLines,
);

/** A link, where the form says so; a password that is left blank is random (product.md U-1). */
function firstPassword(form: Params, visit: Visit): FirstPassword {
  const way = form.get('way');
  if (way === 'mail' && mailOf(visit) === 'sent') return { kind: 'link', by: 'mail' };
  if (way === 'mail' || way === 'link') return { kind: 'link' };
  const typed = form.get('password') ?? '';
  return typed === '' ? { kind: 'random' } : { kind: 'typed', password: Secret.of(typed) };
}

const editModel = (visit: Visit, user: User): EditPersonModel => ({
  path: personPath(user.id),
  username: user.username,
  version: user.version,
  entered: enteredOf(user),
  faults: {},
  isSelf: user.id === visit.person.userId,
  password: user.authSource === 'local' ? 'here' : 'elsewhere',
});

const askEdit = async (visit: Visit): Promise<Outgoing> => {
  const model = editModel(visit, await personOf(visit));
  const entered = visit.stale === null ? model.entered : enteredIn(visit.stale, model.entered);
  const version = visit.stale === null ? model.version : versionIn(visit.stale);
  return show(visit, (frame) => editPersonPage({ ...model, entered, version }, frame));
};

export const showEditPerson = forAdministrator(whenFresh(askEdit));

const versionIn = (form: Params): number => {
  const text = form.get('version') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
};

/** At the path that the form is opened at, so that a confirmation leads back to it (product.md S-8). */
export const postEditPerson = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const user = await personOf(visit);
    const model = editModel(visit, user);
    const entered = enteredIn(form, model.entered);
    const version = versionIn(form);
    const again = (faults: FieldFaults): Outgoing =>
      showAgain(visit, 'a field of the user is refused', (frame) =>
        editPersonPage({ ...model, entered, version, faults }, frame),
      );
    const faults = faultsIn(entered, 'edit');
    if (Object.keys(faults).length > 0) return again(faults);
    const { username: _, ...values } = valuesOf(entered, user.claims);
    const outcome = await editPerson(visit.site.accounts, actorOf(visit), {
      id: user.id,
      version,
      ...values,
    });
    switch (outcome) {
      case 'edited':
        return done(visit, model.path, 'user_saved');
      case 'stale':
        return showStale(visit, entered);
      case 'email_taken':
        return again({ email: 'problem_email_taken' });
      default: {
        const refused = refusedWords(outcome);
        if (refused !== 'yourself' && refused !== 'last_administrator') throw nothingHere();
        return showAs(visit, { status: conflict, why: `refused: ${refused}` }, (frame) =>
          editPersonPage({ ...model, entered, refused }, frame),
        );
      }
    }
  }),
  askEdit,
  severalLines,
);

/** Both versions; the form is now of the newer record (product.md A-8). */
async function showStale(visit: Visit, entered: Entered): Promise<Outgoing> {
  const model = editModel(visit, await personOf(visit));
  return showAs(visit, { status: conflict, why: 'somebody else was faster' }, (frame) =>
    editPersonPage({ ...model, entered, stored: model.entered }, frame),
  );
}
