/** One client: shown, approved or rejected, given secrets, ended (product.md §12.3 /admin/clients/{id}). */

import { isSelfRegistered } from '@grantor/engine';
import { secondOf, userId } from '@grantor/protocol';
import { changeName, type Decision, decideChange } from '../administration/apps.ts';
import { addSecret, deleteSecret, regenerateSecret, secretName } from '../administration/client-secrets.ts';
import { type StatusStep, takeStep } from '../administration/client-status.ts';
import { deleteClient, makeStatic, revokeAll, revokeAuthorization } from '../administration/clients.ts';
import { clientView } from '../clients/view.ts';
import {
  askForSecret,
  earlierDaysIn,
  labelIn,
  lifeIn,
  namedClient,
  placeOf,
  secretAnswer,
} from '../clients/visits.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { listView } from '../console/list-view.ts';
import { byTypedName } from '../console/typed-name.ts';
import {
  type ConsoleHandler,
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAs,
  type Visit,
} from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { settled } from '../http/status.ts';
import {
  authorizationQuestionPage,
  type ClientModel,
  type ClientQuestionModel,
  clientAuthorizationsPage,
  clientPage,
  clientQuestionPage,
  type Outcome,
} from '../pages/index.ts';
import { listClientAuthorizations } from '../store/client-authorizations.ts';
import { findDocument } from '../store/client-documents.ts';
import { countClientAccess, type ListedClient } from '../store/clients.ts';
import { readSecretUses } from '../store/secret-uses.ts';
import { clientsSection } from './clients.ts';
import { rowOf as documentRow } from './documents.ts';
import { personPath } from './person-path.ts';

const place = async (visit: Visit) => placeOf(clientsSection, (await namedClient(visit)).client);

const access = ({ site }: Visit, { client }: ListedClient) =>
  countClientAccess(site.database.kysely, client.id, secondOf(site.now()));

async function modelOf(visit: Visit, state: ClientModel['state']): Promise<ClientModel> {
  const stored = await namedClient(visit);
  const { client, ownerName, createdBy, pendingChange, usedAt } = stored;
  const secretUses = await readSecretUses(visit.site.database.kysely, client.id);
  return {
    ...clientView(stored, clientsSection, { site: visit.site, secretUses }),
    source: client.source,
    ...(ownerName === null ? {} : { owner: ownerName }),
    ...(createdBy === null ? {} : { createdBy }),
    createdAt: stored.createdAt,
    updatedAt: stored.updatedAt,
    ...(usedAt === null ? {} : { lastUsedAt: usedAt }),
    counts: await access(visit, stored),
    ...(await documentOf(visit, stored)),
    ...federationOf(stored),
    ...(pendingChange === null ? {} : { seen: changeName(pendingChange) }),
    state,
  };
}

/** What the client last said of itself, where it is published (product.md C-5). */
async function documentOf({ site }: Visit, { client }: ListedClient): Promise<Pick<ClientModel, 'document'>> {
  const found = client.source === 'document' ? await findDocument(site.database.kysely, client.id) : null;
  if (found === null) return {};
  const { fetchedAt, failure } = documentRow(found.document);
  return {
    document: {
      text: found.text,
      ...(fetchedAt === undefined ? {} : { fetchedAt }),
      ...(failure === undefined ? {} : { failure }),
    },
  };
}

/** Who vouches for it (federation-vci-authlete.md FED-12, FED-13). */
function federationOf({ client: { federation } }: ListedClient): Pick<ClientModel, 'federation'> {
  if (federation === null) return {};
  const { organizationName, ...rest } = federation;
  const organization = organizationName === null ? {} : { organization: organizationName };
  return { federation: { ...rest, ...organization } };
}

const showPage = async (visit: Visit): Promise<Outgoing> => {
  const model = await modelOf(visit, 'fresh');
  return show(visit, (frame) => clientPage(model, frame));
};

export const showClient = forAdministrator(showPage);

const showSettled = async (visit: Visit): Promise<Outgoing> => {
  const model = await modelOf(visit, 'settled');
  return showAs(visit, settled, (frame) => clientPage(model, frame));
};

const targetOf = async (visit: Visit) => {
  const stored = await namedClient(visit);
  const target = { actor: actorOf(visit), id: stored.client.id };
  return { stored, target, place: placeOf(clientsSection, stored.client) };
};

/** Says what was done at the page, or that somebody was faster. */
async function answer(visit: Visit, kind: string, outcome: Outcome): Promise<Outgoing> {
  if (kind === 'gone') throw nothingHere();
  if (kind === 'settled') return showSettled(visit);
  return done(visit, (await place(visit)).path, outcome);
}

const step = (
  taken: StatusStep,
  outcome: Outcome,
  ask: (visit: Visit) => Promise<Outgoing>,
): ConsoleHandler =>
  forAdministratorForm(async (visit) => {
    const { target } = await targetOf(visit);
    const { kind } = await takeStep(visit.site.clients, target, taken);
    return answer(visit, kind, outcome);
  }, ask);

export const approveClient = step('approve', 'client_approved', showPage);
export const rejectClient = step('reject', 'client_rejected', showPage);
export const activateClient = step('activate', 'client_activated', showPage);

const askWith =
  (question: (visit: Visit, stored: ListedClient) => Promise<ClientQuestionModel>) =>
  async (visit: Visit): Promise<Outgoing> => {
    const model = await question(visit, await namedClient(visit));
    return show(visit, (frame) => clientQuestionPage(model, frame));
  };

const deactivation = askWith(async (_, { client }) => ({
  ...placeOf(clientsSection, client),
  kind: isSelfRegistered(client) ? 'block' : 'deactivate',
}));

export const askDeactivation = forAdministrator(deactivation);
export const deactivateClient = step('deactivate', 'client_deactivated', deactivation);

const vouching = askWith(async (_, { client }) => ({
  ...placeOf(clientsSection, client),
  kind: 'make_static',
}));
export const askVouching = forAdministrator(vouching);
export const vouchForClient = forAdministratorForm(async (visit) => {
  const { target } = await targetOf(visit);
  const { kind } = await makeStatic(visit.site.clients, target);
  return answer(visit, kind, 'client_vouched');
}, vouching);

const decide = (decision: Decision): ConsoleHandler =>
  forAdministratorForm(async (visit, form) => {
    const { target } = await targetOf(visit);
    const seen = form.get('seen') ?? '';
    const { kind } = await decideChange(visit.site.clients, target, { decision, seen });
    return answer(visit, kind, decision === 'accept' ? 'change_accepted' : 'change_declined');
  }, showPage);

export const acceptChange = decide('accept');
export const declineChange = decide('decline');

const adding = askForSecret('add', place);
export const askSecret = forAdministrator(whenFresh(adding));
export const postSecret = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const { target, place } = await targetOf(visit);
    const terms = { ...labelIn(form), days: lifeIn(form) };
    const outcome = await addSecret(visit.site.clients, target, terms);
    return secretAnswer(visit, { place, kind: 'add', outcome });
  }),
  adding,
);

const regenerating = askForSecret('regenerate', place);
export const askRegeneration = forAdministrator(whenFresh(regenerating));
export const postRegeneration = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const { target, place } = await targetOf(visit);
    const terms = { ...labelIn(form), earlierDays: earlierDaysIn(form) };
    const outcome = await regenerateSecret(visit.site.clients, target, terms);
    return secretAnswer(visit, { place, kind: 'regenerate', outcome });
  }),
  regenerating,
);

const secretEnding = askWith(async (visit, { client }) => {
  const name = visit.stale?.get('secret') ?? queryParameter(visit.exchange, 'secret');
  const secret = client.secrets.find((known) => secretName(known) === name);
  if (secret === undefined) throw nothingHere();
  const label = secret.label ?? `…${secret.lastFour ?? ''}`;
  return { ...placeOf(clientsSection, client), kind: 'delete_secret', secret: secretName(secret), label };
});
export const askSecretDeletion = forAdministrator(whenFresh(secretEnding));
export const postSecretDeletion = forAdministratorForm(
  whenFreshForm(async (visit, form) => {
    const { target } = await targetOf(visit);
    const { kind } = await deleteSecret(visit.site.clients, target, form.get('secret') ?? '');
    if (kind === 'unknown') return showSettled(visit);
    return answer(visit, kind, 'secret_deleted');
  }),
  secretEnding,
);

/** With the name to be typed (product.md C-4). */
const ending = (
  kind: 'revoke_all' | 'delete',
  act: (visit: Visit, target: Awaited<ReturnType<typeof targetOf>>['target']) => Promise<Outgoing>,
) =>
  byTypedName({
    async find(visit) {
      const { stored, target } = await targetOf(visit);
      return { stored, target, counts: await access(visit, stored) };
    },
    nameOf: ({ stored }) => stored.client.name,
    page: ({ stored, counts }, typed, frame) =>
      clientQuestionPage({ ...placeOf(clientsSection, stored.client), kind, counts, typed }, frame),
    end: (visit, { target }) => act(visit, target),
  });

export const revocation = ending('revoke_all', async (visit, target) => {
  const { kind } = await revokeAll(visit.site.clients, target);
  return answer(visit, kind, 'client_revoked');
});

export const clientDeletion = ending('delete', async (visit, target) => {
  const { kind } = await deleteClient(visit.site.clients, target);
  if (kind === 'gone') throw nothingHere();
  return done(visit, clientsSection, 'client_deleted');
});

export const showClientAuthorizations = forAdministrator(async (visit) => {
  const { client } = await namedClient(visit);
  const { path, name } = placeOf(clientsSection, client);
  const view = listView(visit.exchange);
  const now = secondOf(visit.site.now());
  const { rows, total } = await listClientAuthorizations(
    visit.site.database,
    { id: client.id, search: view.search, now },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  const shown = rows.map(({ userId: id, username, scope, givenAt, lastUsedAt, live }) => ({
    userId: id,
    person: username ?? id,
    ...(visit.site.signIn.accounts === undefined ? { path: personPath(id) } : {}),
    scopes: scope,
    since: givenAt,
    ...(lastUsedAt === null ? {} : { lastUsedAt }),
    sessions: live,
  }));
  return show(visit, (frame) => clientAuthorizationsPage({ path, name, view, total, rows: shown }, frame));
});

const personQuestion = async (visit: Visit): Promise<Outgoing> => {
  const { client } = await namedClient(visit);
  const id = visit.stale?.get('user') ?? queryParameter(visit.exchange, 'user') ?? '';
  const account = await visit.site.store.findAccount(userId(id));
  const { path, name } = placeOf(clientsSection, client);
  const model = { path, name, userId: id, person: account?.username ?? id };
  return show(visit, (frame) => authorizationQuestionPage(model, frame));
};
export const askPersonRevocation = forAdministrator(personQuestion);
export const revokePerson = forAdministratorForm(async (visit, form) => {
  const { target, place } = await targetOf(visit);
  const { kind } = await revokeAuthorization(visit.site.clients, target, form.get('user') ?? '');
  if (kind === 'gone') throw nothingHere();
  return done(visit, `${place.path}/authorizations`, 'authorization_revoked');
}, personQuestion);
