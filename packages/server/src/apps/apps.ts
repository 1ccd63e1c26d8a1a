/** apps/ owns the pages on which people look after their own applications (product.md §9). */

import { type Client, deviceGrant } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { secondOf } from '@grantor/protocol';
import { randomUuid } from '../accounts/random-values.ts';
import { changedClient, createApp, editApp, mostPending } from '../administration/apps.ts';
import { regenerateSecret } from '../administration/client-secrets.ts';
import { takeStep } from '../administration/client-status.ts';
import { deleteClient, wantsSecret } from '../administration/clients.ts';
import { type Description, type Members, membersOf, readDescription } from '../administration/description.ts';
import { findingAt } from '../bootstrap/problems.ts';
import { errorsByField, linedFields, membersFrom, newValues, valuesIn, valuesOf } from '../clients/values.ts';
import { clientPath, clientView } from '../clients/view.ts';
import {
  askForSecret,
  earlierDaysIn,
  labelIn,
  namedClient,
  placeOf,
  secretAnswer,
  showSecret,
} from '../clients/visits.ts';
import { actorOf } from '../console/actor.ts';
import { isFreshForForm, whenFresh, whenFreshForm, whenFreshOr } from '../console/fresh-sign-in.ts';
import { listView } from '../console/list-view.ts';
import { byTypedName } from '../console/typed-name.ts';
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
import { editConflict, settled } from '../http/status.ts';
import {
  appEditPage,
  appPage,
  appsPage,
  type ClientFormModel,
  type ClientValues,
  type ConsoleFrame,
  clientQuestionPage,
} from '../pages/index.ts';
import { countClientAccess, countPendingOf, type ListedClient, listClients } from '../store/clients.ts';
import type { StoredClient } from '../store/rows/client.ts';
import { readSecretUses } from '../store/secret-uses.ts';

const section = '/apps';

export const showApps = forPerson(async (visit) => {
  const { site, person } = visit;
  const view = listView(visit.exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize, order: null };
  const [{ rows, total }, room] = await Promise.all([
    listClients(site.database, { ownerId: person.userId, search: '' }, range),
    roomOf(visit),
  ]);
  const shown = rows.map(({ client, createdAt, pendingChange }) => ({
    path: clientPath(section, client.id),
    id: client.id,
    name: client.name,
    status: client.status,
    createdAt,
    change: pendingChange === null ? ('none' as const) : ('waits' as const),
  }));
  return show(visit, (frame) => appsPage({ view, total, rows: shown, room }, frame));
});

const roomOf = async ({ site, person }: Visit): Promise<'some' | 'none'> =>
  (await countPendingOf(site.database.kysely, person.userId)) < mostPending ? 'some' : 'none';

/** The app that the path names; another person's is not there. */
async function ownApp(visit: Visit): Promise<ListedClient> {
  const found = await namedClient(visit);
  if (found.ownerId !== visit.person.userId) throw nothingHere();
  return found;
}

const place = async (visit: Visit) => placeOf(section, (await ownApp(visit)).client);

export const showApp = forPerson(async (visit) => {
  const stored = await ownApp(visit);
  const { site } = visit;
  const { kysely } = site.database;
  const [counts, secretUses] = await Promise.all([
    countClientAccess(kysely, stored.client.id, secondOf(site.now())),
    readSecretUses(kysely, stored.client.id),
  ]);
  const model = { ...clientView(stored, section, { site, secretUses }), createdAt: stored.createdAt, counts };
  return show(visit, (frame) => appPage(model, frame));
});

const newForm = async (visit: Visit): Promise<Outgoing> => {
  const room = await roomOf(visit);
  const values = visit.stale === null ? newValues : valuesIn(visit.stale, 'everyone');
  return show(visit, (frame) => appEditPage({ values, errors: {}, state: 'fresh', room }, frame));
};

export const showNewApp = forPerson(whenFresh(newForm));

// product.md O-1
const openScopes = ['openid', 'profile', 'email', 'offline_access'];
const openGrants: readonly string[] = ['authorization_code', deviceGrant, 'refresh_token'];

/** The app as its owner describes it, or what is wrong with it. */
async function describeApp(visit: Visit, values: ClientValues, base: Members): Promise<Description> {
  const given = { ...values, scopes: values['scopes'] ?? openScopes.join(' ') };
  const members = membersFrom(given, { base, audience: 'everyone' });
  const described = await readDescription(visit.site.clients, members, actorOf(visit));
  if (described.kind === 'refused') return described;
  const problems = [...scopeProblems(described.client, base)];
  return problems.length === 0 ? described : { kind: 'refused', problems };
}

/** What an administrator gave it besides, it keeps. */
function scopeProblems({ scopes, grantTypes }: Client, base: Members) {
  const given = typeof base['scope'] === 'string' ? base['scope'].split(' ') : [];
  const grants = Array.isArray(base['grant_types']) ? base['grant_types'] : [];
  return [
    ...scopes
      .filter((scope) => !openScopes.includes(scope) && !given.includes(scope))
      .map(() => findingAt('scope', 'scopes_of_apps', { allowed: openScopes.join(', ') })),
    ...grantTypes
      .filter((grant) => !openGrants.includes(grant) && !grants.includes(grant))
      .map(() => findingAt('grant_types', 'grants_of_apps')),
  ];
}

const refusal = 'the app cannot be taken as it is described';

const confirmForm = async (visit: Visit, form: Params): Promise<Outgoing> =>
  showAgain(visit, 'the sign-in is too old', (frame) =>
    appEditPage({ values: valuesIn(form, 'everyone'), errors: {}, state: 'confirm', room: 'some' }, frame),
  );

/** Shows the secret of the new app, if it has one: this once. */
export const postApp = forOwnForm(
  whenFreshOr(confirmForm, async (visit, form) => {
    const values = valuesIn(form, 'everyone');
    const { site, person } = visit;
    const described = await describeApp(visit, values, { client_id: randomUuid(site.clients.random) });
    if (described.kind === 'refused') {
      const errors = errorsByField(described.problems);
      return showAgain(visit, refusal, (frame) =>
        appEditPage({ values, errors, state: 'refused', room: 'some' }, frame),
      );
    }
    const owner = { id: person.userId, username: person.username };
    const created = await createApp(site.clients, actorOf(visit), { owner, client: described.client });
    if (created.kind === 'too_many') {
      return showAs(visit, settled, (frame) =>
        appEditPage({ values, errors: {}, state: 'fresh', room: 'none' }, frame),
      );
    }
    const { client, secret } = created;
    if (secret !== null) return showSecret(visit, placeOf(section, client), { client, secret });
    return done(visit, clientPath(section, client.id), 'client_saved');
  }),
  newForm,
  linedFields,
);

/** What waits for a decision is what is edited further. */
const editForm = async (visit: Visit): Promise<Outgoing> => {
  const stored = await ownApp(visit);
  const values = visit.stale === null ? valuesOf(changedClient(stored)) : valuesIn(visit.stale, 'everyone');
  const version = visit.stale === null ? stored.version : versionIn(visit.stale);
  const model = { values, errors: {}, state: 'fresh', version, room: 'some', app: appOf(stored) } as const;
  return show(visit, (frame) => appEditPage(model, frame));
};

const appOf = ({ client }: StoredClient) => ({ ...placeOf(section, client), status: client.status });
const versionIn = (form: Params): number => Number(form.get('version') ?? 0);

export const showAppEdit = forPerson(editForm);

export const postAppEdit = forOwnForm(
  async (visit, form) => {
    const stored = await ownApp(visit);
    const values = valuesIn(form, 'everyone');
    const common = { values, version: versionIn(form), room: 'some', app: appOf(stored) } as const;
    const described = await describeApp(visit, values, membersOf(stored.client));
    const again =
      (state: ClientFormModel['state'], errors: ClientFormModel['errors'] = {}) =>
      (frame: ConsoleFrame) =>
        appEditPage({ ...common, errors, state }, frame);
    if (described.kind === 'refused')
      return showAgain(visit, refusal, again('refused', errorsByField(described.problems)));
    if (wantsSecret(described.client, stored.client) && !isFreshForForm(visit))
      return showAgain(visit, 'the sign-in is too old', again('confirm'));
    const target = { actor: actorOf(visit), id: stored.client.id };
    const { path } = common.app;
    const outcome = await editApp(visit.site.clients, target, {
      version: common.version,
      client: described.client,
      by: visit.person.username,
    });
    switch (outcome.kind) {
      case 'done':
        if (outcome.secret === null) return done(visit, path, 'client_saved');
        return showSecret(visit, placeOf(section, stored.client), {
          client: stored.client,
          secret: outcome.secret,
        });
      case 'submitted':
        return done(visit, path, 'change_submitted');
      case 'stale': {
        const { version } = outcome.stored;
        const now = valuesOf(changedClient(outcome.stored));
        return showAs(visit, editConflict, (frame) =>
          appEditPage({ ...common, errors: {}, state: 'conflict', version, stored: now }, frame),
        );
      }
      case 'gone':
        throw nothingHere();
    }
  },
  editForm,
  linedFields,
);

const regenerating = askForSecret('regenerate', place);
export const askAppSecret = forPerson(whenFresh(regenerating));
export const postAppSecret = forOwnForm(
  whenFreshForm(async (visit, form) => {
    const { client } = await ownApp(visit);
    const target = { actor: actorOf(visit), id: client.id };
    const terms = { ...labelIn(form), earlierDays: earlierDaysIn(form) };
    const outcome = await regenerateSecret(visit.site.clients, target, terms);
    return secretAnswer(visit, { place: placeOf(section, client), kind: 'regenerate', outcome });
  }),
  regenerating,
);

const deactivation = async (visit: Visit): Promise<Outgoing> => {
  const model = { ...(await place(visit)), kind: 'deactivate_app' } as const;
  return show(visit, (frame) => clientQuestionPage(model, frame));
};
export const askAppDeactivation = forPerson(deactivation);
export const deactivateApp = forOwnForm(async (visit) => {
  const { client } = await ownApp(visit);
  const target = { actor: actorOf(visit), id: client.id };
  const { kind } = await takeStep(visit.site.clients, target, 'deactivate');
  if (kind === 'gone') throw nothingHere();
  return done(visit, clientPath(section, client.id), 'client_deactivated');
}, deactivation);

/** Only of what is not active (product.md O-3). */
export const appDeletion = byTypedName(
  {
    async find(visit) {
      const { client } = await ownApp(visit);
      const now = secondOf(visit.site.now());
      return { client, counts: await countClientAccess(visit.site.database.kysely, client.id, now) };
    },
    nameOf: ({ client }) => client.name,
    page: ({ client, counts }, typed, frame) =>
      clientQuestionPage({ ...placeOf(section, client), kind: 'delete', counts, typed }, frame),
    async end(visit, { client }) {
      const target = { actor: actorOf(visit), id: client.id };
      const { kind } = await deleteClient(visit.site.clients, target, { active: 'refused' });
      if (kind === 'gone') throw nothingHere();
      if (kind === 'done') return done(visit, section, 'client_deleted');
      const model = { ...placeOf(section, client), kind: 'deactivate_app' } as const;
      return showAs(visit, settled, (frame) => clientQuestionPage(model, frame));
    },
  },
  'owner',
);
