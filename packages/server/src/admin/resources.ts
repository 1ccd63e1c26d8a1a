/** Resources and their scopes, registered by administrators (product.md §12.3 /admin/resources). */

import { identityClaims, type Resource } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import {
  createResource,
  deleteResource,
  editResource,
  resourceVersion,
} from '../administration/resources.ts';
import type { Finding } from '../bootstrap/problems.ts';
import { readResource as readDescribed } from '../bootstrap/resource.ts';
import { actorOf } from '../console/actor.ts';
import { listView } from '../console/list-view.ts';
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
  type ClientFieldFault as FieldFault,
  type ResourceFormModel,
  type ResourceValues,
  resourceFormPage,
  resourceQuestionPage,
  resourcesPage,
} from '../pages/index.ts';
import { listResourceRows, listResourceUris, readResource } from '../store/resources.ts';
import { readScopes } from '../store/scopes.ts';
import { declaredScope, faultAt, partOfMember, scopeParts, textOf, valuesOfScope } from './scope-form.ts';
import { scopeRow } from './scopes.ts';

const section = '/admin/resources';
/** As many scopes of no resource as the page shows; more are the management API's. */
const mostScopes = 500;

const pathOf = (uri: string): string => `${section}/${pathKey(uri)}`;

export const showResources = forAdministrator(async (visit) => {
  const view = listView(visit.exchange, { sorts: ['name'] });
  const { database } = visit.site;
  const [{ rows, total }, scopes] = await Promise.all([
    listResourceRows(database, {
      byName: view.sort?.direction ?? null,
      search: view.search,
      limit: view.pageSize,
      offset: (view.page - 1) * view.pageSize,
    }),
    readScopes(database.kysely, { limit: mostScopes, after: undefined }),
  ]);
  const shown = rows.map(({ uri, name, scopes }) => ({
    path: pathOf(uri),
    uri,
    ...(name === null ? {} : { name }),
    scopes: scopes?.map((scope) => scope.name) ?? null,
  }));
  const beside = scopes.map(scopeRow);
  return show(visit, (frame) => resourcesPage({ view, total, rows: shown, scopes: beside }, frame));
});

async function named({ site, id: key }: Visit): Promise<Resource> {
  const uri = await idOfKey(key, () => listResourceUris(site.database));
  const found = uri === null ? null : await readResource(site.database.kysely, uri);
  if (found === null) throw nothingHere();
  return found;
}

const mostRows = 50;
const spareRows = 3;

const rowsFor = (values: ResourceValues): number => {
  const last = Array.from({ length: mostRows }, (_, index) => index).findLast(
    (index) => values[`scope_${index}_name`] !== undefined,
  );
  return Math.min(mostRows, (last ?? -1) + 1 + spareRows);
};

function valuesOf(resource: Resource): ResourceValues {
  const scopes = (resource.scopes ?? []).map((scope, index) => valuesOfScope(scope, `scope_${index}_`));
  return Object.assign(
    {},
    textOf('resource', resource.uri),
    textOf('name', resource.name),
    textOf('any_scope', resource.scopes === null ? '1' : null),
    textOf('access_token_format', resource.accessTokenFormat),
    textOf('access_token_lifetime', resource.accessTokenLifetime),
    ...resource.identityClaims.map((claim) => textOf(`claim_${claim}`, '1')),
    ...scopes,
  ) as ResourceValues;
}

function valuesIn(form: Params): ResourceValues {
  const names = [
    ...['resource', 'name', 'any_scope', 'access_token_format', 'access_token_lifetime'],
    ...identityClaims.map((claim) => `claim_${claim}`),
    ...Array.from({ length: mostRows }, (_, index) =>
      scopeParts.map((part) => `scope_${index}_${part}`),
    ).flat(),
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = form.echo(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}

type Read = { readonly resource: Resource | null; readonly errors: ResourceFormModel['errors'] };

/** By the rules of the bootstrap file; what the form does not show stays as it is. */
function readForm(values: ResourceValues, { uri, stored }: { uri: string; stored: Resource | null }): Read {
  const rows = scopeRowsIn(values);
  const scopes = rows.map((index) => {
    const part = (name: string) => values[`scope_${index}_${name}`];
    return declaredScope(
      part,
      stored?.scopes?.find(({ name }) => name === part('name')),
    );
  });
  const lifetime = values['access_token_lifetime'];
  const { resource, problems } = readDescribed(
    {
      resource: uri,
      ...(values['name'] === undefined ? {} : { name: values['name'] }),
      ...(values['any_scope'] === '1' ? {} : { scopes }),
      ...(values['access_token_format'] === undefined
        ? {}
        : { access_token_format: values['access_token_format'] }),
      ...(lifetime === undefined ? {} : { access_token_lifetime: Number(lifetime) }),
      identity_claims: identityClaims.filter((claim) => values[`claim_${claim}`] === '1'),
    },
    [],
  );
  if (resource === null || problems.length > 0) return { resource: null, errors: errorsOf(problems, rows) };
  const accessTokenTyp = stored?.accessTokenTyp ?? resource.accessTokenTyp;
  return { resource: { ...resource, accessTokenTyp }, errors: {} };
}

/** By the field that shows the member; `rows`: which row each scope stood in. */
function errorsOf(problems: readonly Finding[], rows: readonly number[]): ResourceFormModel['errors'] {
  const errors: Record<string, FieldFault> = {};
  for (const finding of problems) {
    const { at } = finding;
    const [, index, member = ''] = /^scopes\[(\d+)\](?:\.(.+))?/.exec(at) ?? [];
    const isField = ['resource', 'name', 'access_token_lifetime'].includes(at);
    const ofScope = index === undefined ? null : `scope_${rows[Number(index)] ?? 0}_${partOfMember(member)}`;
    const name = ofScope ?? (isField ? at : '');
    const fault = faultAt(finding);
    errors[name] ??= name === '' && fault.code !== 'other' ? { ...fault, member: at } : fault;
  }
  return errors;
}

/** Which row each of its scopes stands in. */
const scopeRowsIn = (values: ResourceValues): readonly number[] =>
  Array.from({ length: mostRows }, (_, index) => index).filter(
    (index) => values[`scope_${index}_name`] !== undefined,
  );

const formOf = (values: ResourceValues, more: Partial<ResourceFormModel> = {}): ResourceFormModel => ({
  values,
  errors: {},
  state: 'fresh',
  scopeRows: rowsFor(values),
  claims: identityClaims,
  ...more,
});

const newForm = async (visit: Visit): Promise<Outgoing> => {
  const values = visit.stale === null ? {} : valuesIn(visit.stale);
  return show(visit, (frame) => resourceFormPage(formOf(values), frame));
};

export const showNewResource = forAdministrator(newForm);

const refusal = 'the resource cannot be taken as it is described';

export const postResource = forAdministratorForm(async (visit, form) => {
  const values = valuesIn(form);
  const uri = values['resource'] ?? '';
  const { resource, errors } = readForm(values, { uri, stored: null });
  const again = (wrong: ResourceFormModel['errors']): Outgoing =>
    showAgain(visit, refusal, (frame) =>
      resourceFormPage(formOf(values, { errors: wrong, state: 'refused' }), frame),
    );
  if (resource === null) return again(errors);
  const outcome = await createResource(visit.site.clients, actorOf(visit), resource);
  if (outcome.kind === 'taken') return again({ resource: { code: 'taken' } });
  if (outcome.kind === 'refused') return again(errorsOf(outcome.problems, scopeRowsIn(values)));
  return done(visit, section, 'resource_saved');
}, newForm);

const editForm = async (visit: Visit): Promise<Outgoing> => {
  const stored = await named(visit);
  const values = visit.stale === null ? valuesOf(stored) : valuesIn(visit.stale);
  const version = visit.stale === null ? resourceVersion(stored) : (visit.stale.get('version') ?? '');
  const model = formOf(values, { resource: placeOf(stored), version });
  return show(visit, (frame) => resourceFormPage(model, frame));
};

const placeOf = ({ uri, name }: Resource) => ({ path: pathOf(uri), name: name ?? uri, uri });

export const showResource = forAdministrator(editForm);

export const postResourceEdit = forAdministratorForm(async (visit, form) => {
  const stored = await named(visit);
  const values = valuesIn(form);
  const seen = form.get('version') ?? '';
  const { resource, errors } = readForm(values, { uri: stored.uri, stored });
  const again = (more: Partial<ResourceFormModel>): Outgoing =>
    showAgain(visit, refusal, (frame) =>
      resourceFormPage(formOf(values, { resource: placeOf(stored), version: seen, ...more }), frame),
    );
  if (resource === null) return again({ errors, state: 'refused' });
  const outcome = await editResource(visit.site.clients, actorOf(visit), { resource, seen });
  if (outcome.kind === 'gone') throw nothingHere();
  if (outcome.kind === 'stale') return showConflict(visit, values);
  if (outcome.kind === 'refused')
    return again({ errors: errorsOf(outcome.problems, scopeRowsIn(values)), state: 'refused' });
  if (outcome.kind === 'granted') return again({ granted: outcome.scope, state: 'granted' });
  return done(visit, section, 'resource_saved');
}, editForm);

/** Both versions; the form is now of the newer record (product.md A-8). */
async function showConflict(visit: Visit, values: ResourceValues): Promise<Outgoing> {
  const now = await named(visit);
  const model = formOf(values, {
    ...{ resource: placeOf(now), version: resourceVersion(now), state: 'conflict', stored: valuesOf(now) },
  });
  return showAs(visit, editConflict, (frame) => resourceFormPage(model, frame));
}

export const resourceDeletion = byTypedName({
  find: named,
  nameOf: (stored) => placeOf(stored).name,
  page: (stored, typed, frame) => resourceQuestionPage({ ...placeOf(stored), typed }, frame),
  async end(visit, stored) {
    const outcome = await deleteResource(visit.site.clients, actorOf(visit), stored.uri);
    if (outcome.kind === 'gone') throw nothingHere();
    if (outcome.kind !== 'granted') return done(visit, section, 'resource_deleted');
    const model = { ...placeOf(stored), typed: { state: 'untyped' }, granted: outcome.scope } as const;
    return showAs(visit, settled, (frame) => resourceQuestionPage(model, frame));
  },
});
