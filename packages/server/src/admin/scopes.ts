/** Scopes that belong to no resource, registered by administrators (product.md §12.3 /admin/resources). */

import type { ResourceScope } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import {
  createScope,
  deleteScope,
  editScope,
  type ScopeHold,
  scopeVersion,
} from '../administration/scopes.ts';
import type { Finding } from '../bootstrap/problems.ts';
import { readScope as readDescribed } from '../bootstrap/scope.ts';
import { clientPath } from '../clients/view.ts';
import { actorOf } from '../console/actor.ts';
import { idOfKey, pathKey } from '../console/path-key.ts';
import { byTypedName } from '../console/typed-name.ts';
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
import { editConflict, settled } from '../http/status.ts';
import {
  type ResourceValues,
  type ScopeFormModel,
  type ScopeQuestionModel,
  type ScopeRow,
  scopeFormPage,
  scopeQuestionPage,
  scopesPath,
} from '../pages/index.ts';
import { listScopeNames, readScope } from '../store/scopes.ts';
import { declaredScope, faultAt, partOfMember, scopeParts, valuesOfScope } from './scope-form.ts';

const home = '/admin/resources';
const pathOf = (name: string): string => `${scopesPath}/${pathKey(name)}`;

/** As the list shows it. */
export const scopeRow = (scope: ResourceScope): ScopeRow => ({
  path: pathOf(scope.name),
  name: scope.name,
  ...(scope.description === null ? {} : { description: scope.description }),
  ...(scope.descriptions === undefined ? {} : { descriptions: scope.descriptions }),
  ...(scope.effect === undefined ? {} : { effect: scope.effect }),
  implies: scope.implies,
  isDefault: scope.isDefault,
  isRestricted: scope.isRestricted,
});

async function named({ site, id: key }: Visit): Promise<ResourceScope> {
  const name = await idOfKey(key, () => listScopeNames(site.database));
  const found = name === null ? null : await readScope(site.database.kysely, name);
  if (found === null) throw nothingHere();
  return found;
}

const placeOf = ({ name }: ResourceScope) => ({ path: pathOf(name), name });

const valuesIn = (form: Params): ResourceValues =>
  Object.fromEntries(
    scopeParts.flatMap((name) => {
      const value = form.echo(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );

const errorsOf = (problems: readonly Finding[]): ScopeFormModel['errors'] =>
  // The first of a field wins
  Object.fromEntries([...problems].reverse().map((found) => [partOfMember(found.at), faultAt(found)]));

/** By the rules of the bootstrap file. */
function readForm(values: ResourceValues, stored?: ResourceScope) {
  const entered: ResourceValues = { ...values, ...(stored === undefined ? {} : { name: stored.name }) };
  const { scope, problems } = readDescribed(
    declaredScope((name) => entered[name], stored),
    [],
  );
  return problems.length > 0 ? { scope: null, errors: errorsOf(problems) } : { scope, errors: {} };
}

const formOf = (values: ResourceValues, more: Partial<ScopeFormModel> = {}): ScopeFormModel => ({
  ...{ values, errors: {}, state: 'fresh' },
  ...more,
});

const newForm = async (visit: Visit): Promise<Outgoing> => {
  const values = visit.stale === null ? {} : valuesIn(visit.stale);
  return show(visit, (frame) => scopeFormPage(formOf(values), frame));
};

export const showNewScope = forAdministrator(newForm);

const again = (visit: Visit, model: ScopeFormModel): Outgoing =>
  showAgain(visit, 'the scope cannot be taken as it is described', (frame) => scopeFormPage(model, frame));

export const postScope = forAdministratorForm(async (visit, form) => {
  const values = valuesIn(form);
  const refuse = (errors: ScopeFormModel['errors']) =>
    again(visit, formOf(values, { errors, state: 'refused' }));
  const { scope, errors } = readForm(values);
  if (scope === null) return refuse(errors);
  const outcome = await createScope(visit.site.clients, actorOf(visit), scope);
  if (outcome.kind === 'taken') return refuse({ name: { code: 'taken' } });
  if (outcome.kind === 'refused') return refuse(errorsOf(outcome.problems));
  return done(visit, home, 'scope_saved');
}, newForm);

const editForm = async (visit: Visit): Promise<Outgoing> => {
  const stored = await named(visit);
  const { stale } = visit;
  const model = formOf(stale === null ? valuesOfScope(stored, '') : valuesIn(stale), {
    scope: placeOf(stored),
    version: stale === null ? scopeVersion(stored) : (stale.get('version') ?? ''),
  });
  return show(visit, (frame) => scopeFormPage(model, frame));
};

export const showScope = forAdministrator(editForm);

export const postScopeEdit = forAdministratorForm(async (visit, form) => {
  const stored = await named(visit);
  const values = valuesIn(form);
  const seen = form.get('version') ?? '';
  const refuse = (errors: ScopeFormModel['errors']) =>
    again(visit, formOf(values, { scope: placeOf(stored), version: seen, errors, state: 'refused' }));
  const { scope, errors } = readForm(values, stored);
  if (scope === null) return refuse(errors);
  const outcome = await editScope(visit.site.clients, actorOf(visit), { scope, seen });
  if (outcome.kind === 'gone') throw nothingHere();
  if (outcome.kind === 'stale') return showConflict(visit, values);
  if (outcome.kind === 'refused') return refuse(errorsOf(outcome.problems));
  return done(visit, home, 'scope_saved');
}, editForm);

/** Both versions; the form is now of the newer record (product.md A-8). */
async function showConflict(visit: Visit, values: ResourceValues): Promise<Outgoing> {
  const now = await named(visit);
  const model = formOf(
    { name: now.name, ...values },
    { scope: placeOf(now), version: scopeVersion(now), state: 'conflict', stored: valuesOfScope(now, '') },
  );
  return showAs(visit, editConflict, (frame) => scopeFormPage(model, frame));
}

const holdShown = (by: ScopeHold): NonNullable<ScopeQuestionModel['held']> =>
  by.kind === 'listed'
    ? { ...by, client: { path: clientPath('/admin/clients', by.client.id), name: by.client.name } }
    : by;

export const scopeDeletion = byTypedName({
  find: async (visit) => placeOf(await named(visit)),
  nameOf: ({ name }) => name,
  page: (place, typed, frame) => scopeQuestionPage({ ...place, typed }, frame),
  async end(visit, place) {
    const outcome = await deleteScope(visit.site.clients, actorOf(visit), place.name);
    if (outcome.kind === 'gone') throw nothingHere();
    if (outcome.kind !== 'held') return done(visit, home, 'scope_deleted');
    const model = { ...place, typed: { state: 'untyped' }, held: holdShown(outcome.by) } as const;
    return showAs(visit, settled, (frame) => scopeQuestionPage(model, frame));
  },
});
