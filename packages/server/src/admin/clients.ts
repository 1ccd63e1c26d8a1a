/** The list of clients, a new one, and an edited one (product.md §12.3 /admin/clients). */

import { deviceGrant, isDescribedElsewhere } from '@grantor/engine';
import { clientId, type Params } from '@grantor/protocol';
import { randomUuid } from '../accounts/random-values.ts';
import { createClient, editClient, wantsSecret } from '../administration/clients.ts';
import { membersOf, readDescription } from '../administration/description.ts';
import { errorsByField, linedFields, membersFrom, newValues, valuesIn, valuesOf } from '../clients/values.ts';
import { clientPath } from '../clients/view.ts';
import { namedClient, placeOf, showSecret } from '../clients/visits.ts';
import { actorOf } from '../console/actor.ts';
import { isFreshForForm, whenFresh, whenFreshOr } from '../console/fresh-sign-in.ts';
import { listView } from '../console/list-view.ts';
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
import { editConflict } from '../http/status.ts';
import { type ClientFormModel, type ClientRow, clientEditPage, clientsPage } from '../pages/index.ts';
import {
  type ClientOrder,
  type ClientSelection,
  countClients,
  type ListedClient,
  listClients,
} from '../store/clients.ts';

export const clientsSection = '/admin/clients';

const rules = {
  sorts: ['name', 'created', 'used'],
  filters: {
    status: ['active', 'pending', 'inactive', 'change'],
    source: ['administrator', 'app', 'dynamic', 'document', 'federation'],
  },
} as const;

const list = async (visit: Visit): Promise<Outgoing> => {
  const { database } = visit.site;
  const view = listView(visit.exchange, rules);
  const selection: ClientSelection = {
    status: view.filters['status'] as ClientSelection['status'],
    source: view.filters['source'],
    search: view.search,
  };
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const [{ rows, total }, counts] = await Promise.all([
    listClients(database, selection, { ...range, order: view.sort as ClientOrder | null }),
    countClients(database),
  ]);
  return show(visit, (frame) => clientsPage({ view, total, rows: rows.map(rowOf), counts }, frame));
};

export const showClients = forAdministrator(list);

const shownFlows = [
  ['authorization_code', 'authorization_code'],
  [deviceGrant, 'device'],
  ['client_credentials', 'client_credentials'],
] as const;

const rowOf = ({ client, createdAt, ownerName, pendingChange, usedAt }: ListedClient): ClientRow => ({
  path: clientPath(clientsSection, client.id),
  id: client.id,
  name: client.name,
  type: client.authMethod === 'none' ? 'public' : 'confidential',
  flows: shownFlows.filter(([grant]) => client.grantTypes.includes(grant)).map(([, flow]) => flow),
  source: client.source,
  status: client.status,
  ...(ownerName === null ? {} : { owner: ownerName }),
  createdAt,
  ...(usedAt === null ? {} : { lastUsedAt: usedAt }),
  change: pendingChange === null ? 'none' : 'waits',
});

const fresh: ClientFormModel = { values: newValues, errors: {}, state: 'fresh' };

const newForm = async (visit: Visit): Promise<Outgoing> => {
  const values = visit.stale === null ? newValues : valuesIn(visit.stale, 'administrators');
  return show(visit, (frame) => clientEditPage({ ...fresh, values }, frame));
};

export const showNewClient = forAdministrator(whenFresh(newForm));

const confirmForm = async (
  visit: Visit,
  form: Params,
  edited: {
    readonly version?: number;
    readonly client?: { readonly path: string; readonly name: string };
  } = {},
): Promise<Outgoing> =>
  showAgain(visit, 'the sign-in is too old', (frame) =>
    clientEditPage(
      { values: valuesIn(form, 'administrators'), errors: {}, state: 'confirm', ...edited },
      frame,
    ),
  );

const startStatuses = ['active', 'pending', 'inactive'] as const;

/** Shows the secret of the new client, if it has one: this once. */
export const postClient = forAdministratorForm(
  whenFreshOr(confirmForm, async (visit, form) => {
    const values = valuesIn(form, 'administrators');
    const { site, person } = visit;
    const id = form.get('client_id') ?? randomUuid(site.clients.random);
    const base = { client_id: id };
    const described = await readDescription(
      site.clients,
      membersFrom(values, { base, audience: 'administrators' }),
      actorOf(visit),
    );
    const again = (errors: ClientFormModel['errors']): Outgoing =>
      showAgain(visit, 'the client cannot be taken as it is described', (frame) =>
        clientEditPage({ values: { ...values, ...given }, errors, state: 'refused' }, frame),
      );
    const given: Readonly<Record<string, string>> = form.has('client_id') ? { client_id: id } : {};
    if (described.kind === 'refused') return again(errorsByField(described.problems));
    const status = startStatuses.find((known) => known === form.get('status')) ?? 'active';
    const client = { ...described.client, status };
    const origin = { ownerId: null, createdBy: person.username };
    const created = await createClient(site.clients, actorOf(visit), { client, ...origin });
    if (created.kind === 'taken') return again({ client_id: { code: 'other_client' } });
    const { secret } = created;
    if (secret !== null)
      return showSecret(visit, placeOf(clientsSection, created.client), { client: created.client, secret });
    return done(visit, clientPath(clientsSection, clientId(id)), 'client_saved');
  }),
  newForm,
  linedFields,
);

/** A document says itself what it is (clients.md §5), and so does a federation: nobody edits it here. */
async function editable(visit: Visit): Promise<ListedClient> {
  const stored = await namedClient(visit);
  if (isDescribedElsewhere(stored.client)) throw nothingHere();
  return stored;
}

const editForm = async (visit: Visit): Promise<Outgoing> => {
  const stored = await editable(visit);
  const values = visit.stale === null ? valuesOf(stored.client) : valuesIn(visit.stale, 'administrators');
  const version = visit.stale === null ? stored.version : versionIn(visit.stale);
  return show(visit, (frame) =>
    clientEditPage(
      { values, errors: {}, state: 'fresh', version, client: placeOf(clientsSection, stored.client) },
      frame,
    ),
  );
};

export const showClientEdit = forAdministrator(editForm);

const versionIn = (form: Params): number => Number(form.get('version') ?? 0);

/** A stale save shows what was entered, to be saved over what is there now (product.md A-8). */
export const postClientEdit = forAdministratorForm(
  async (visit, form) => {
    const stored = await editable(visit);
    const place = placeOf(clientsSection, stored.client);
    const values = valuesIn(form, 'administrators');
    const members = membersFrom(values, { base: membersOf(stored.client), audience: 'administrators' });
    const described = await readDescription(visit.site.clients, members, actorOf(visit));
    const again = (errors: ClientFormModel['errors']): Outgoing =>
      showAgain(visit, 'the client cannot be taken as it is described', (frame) =>
        clientEditPage({ values, errors, state: 'refused', version: versionIn(form), client: place }, frame),
      );
    if (described.kind === 'refused') return again(errorsByField(described.problems));
    if (wantsSecret(described.client, stored.client) && !isFreshForForm(visit))
      return confirmForm(visit, form, { version: versionIn(form), client: place });
    const target = { actor: actorOf(visit), id: stored.client.id };
    const edit = { version: versionIn(form), client: described.client };
    const outcome = await editClient(visit.site.clients, target, edit);
    switch (outcome.kind) {
      case 'done':
        if (outcome.secret === null) return done(visit, place.path, 'client_saved');
        return showSecret(visit, place, { client: stored.client, secret: outcome.secret });
      case 'stale': {
        const { version } = outcome.stored;
        const now = valuesOf(outcome.stored.client);
        return showAs(visit, editConflict, (frame) =>
          clientEditPage(
            { values, errors: {}, state: 'conflict', version, stored: now, client: place },
            frame,
          ),
        );
      }
      case 'not_for_self_registered':
        return again({ skip_consent: { code: 'not_for_self_registered' } });
      case 'gone':
        throw nothingHere();
    }
  },
  editForm,
  linedFields,
);
