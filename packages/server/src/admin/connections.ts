/** What people sign in with at other providers, as administrators see and end it (product.md I-8, §12.3). */

import { providerChoice } from '../account/connections.ts';
import { unlinkConnectionOf } from '../administration/connections.ts';
import { unlinkForeignSubject } from '../administration/foreign-subjects.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { listView } from '../console/list-view.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  everyConnectionPage,
  everyConnectionPath,
  type PersonsConnectionRow,
  personQuestionPage,
} from '../pages/index.ts';
import {
  findListedConnection,
  type ListedConnection,
  listEveryConnection,
} from '../store/connection-list.ts';
import { listConnections } from '../store/connections.ts';
import { type ForeignLink, listForeignLinks } from '../store/foreign-subjects.ts';
import { findUser, type User } from '../store/users.ts';
import { personOf } from './person.ts';
import { personPath } from './person-path.ts';

const accountOf = ({ username, email, name }: ListedConnection): string | null => username ?? email ?? name;

function rowOf(connection: ListedConnection, visit: Visit, base: string): PersonsConnectionRow {
  const account = accountOf(connection);
  return {
    endPath: `${base}/${connection.id}/delete`,
    person: { path: personPath(connection.userId), username: connection.owner },
    provider: providerChoice(visit, connection.provider),
    ...(account === null ? {} : { account }),
    ...{ since: connection.createdAt, lastUsedAt: connection.lastUsedAt },
  };
}

/** Whom another issuer's word is about. */
const vouchedRow = (
  { id, issuer, subject, linkedAt }: ForeignLink,
  { person, base }: Pick<PersonsConnectionRow, 'person'> & { readonly base: string },
): PersonsConnectionRow => ({
  ...{ endPath: `${base}/${id}/delete`, person, account: subject, since: linkedAt },
  provider: { name: issuer, label: issuer, mark: 'other' },
});

export const showEveryConnection = forAdministrator(async (visit) => {
  const { site, exchange } = visit;
  const providers = site.upstream.providers.map(({ name }) => providerChoice(visit, name));
  const view = listView(exchange, { filters: { provider: 'text' } });
  const { rows, total } = await listEveryConnection(
    site.database,
    { search: view.search, provider: view.filters['provider'] },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  const shown = rows.map((row) => rowOf(row, visit, everyConnectionPath));
  return show(visit, (frame) => everyConnectionPage({ view, total, rows: shown, providers }, frame));
});

export const showPersonConnections = forAdministrator(async (visit) => {
  const user = await personOf(visit);
  const view = listView(visit.exchange);
  const all = await listConnections(visit.site.database.kysely, user.id);
  const first = (view.page - 1) * view.pageSize;
  const of = { path: personPath(user.id), username: user.username };
  const links = await listForeignLinks(visit.site.database.kysely, user.id);
  const base = `${of.path}/connections`;
  const shown = [
    ...all.map((row) => rowOf({ ...row, owner: user.username }, visit, base)),
    ...links.map((link) => vouchedRow(link, { person: of, base })),
  ];
  const rows = shown.slice(first, first + view.pageSize);
  const model = { view, total: { count: shown.length, exact: true }, rows, providers: [], of };
  return show(visit, (frame) => everyConnectionPage(model, frame));
});

type Named = {
  readonly connection: ListedConnection;
  readonly base: string;
  readonly section: '/admin/users' | '/admin/connections';
};

/** The connection that the path names last, and the list that the path belongs to. */
async function named(visit: Visit): Promise<Named> {
  const connection = await findListedConnection(visit.site.database.kysely, visit.id.split('/').at(-1) ?? '');
  if (connection === null) throw nothingHere();
  if (!visit.id.includes('/')) return { connection, base: everyConnectionPath, section: everyConnectionPath };
  const user = await personOf(visit);
  if (user.id !== connection.userId) throw nothingHere();
  return { connection, base: `${personPath(user.id)}/connections`, section: '/admin/users' };
}

/** Whether they could sign in with neither a password nor another provider. */
async function isOnlyWay({ site }: Visit, { id, userId }: ListedConnection): Promise<boolean> {
  const { kysely } = site.database;
  const [owner, held] = await Promise.all([findUser(kysely, userId), listConnections(kysely, userId)]);
  const served = site.upstream.providers.map(({ name }) => name);
  const others = held.filter((each) => each.id !== id && served.includes(each.provider));
  return (owner?.passwordHash ?? null) === null && others.length === 0;
}

type Vouched = { readonly link: ForeignLink; readonly user: User; readonly base: string };

/** The link of the person in the path that it names last; null: there is none. */
async function namedLink(visit: Visit): Promise<Vouched | null> {
  const id = visit.id.split('/').at(-1);
  if (!visit.id.includes('/')) return null;
  const user = await personOf(visit);
  const links = await listForeignLinks(visit.site.database.kysely, user.id);
  const link = links.find((each) => each.id === id);
  return link === undefined ? null : { link, user, base: `${personPath(user.id)}/connections` };
}

const question = async (visit: Visit): Promise<Outgoing> => {
  const vouched = await namedLink(visit);
  if (vouched !== null) {
    const { link, user, base } = vouched;
    const model = {
      kind: 'disconnect',
      ...{ username: user.username, path: personPath(user.id), section: '/admin/users' as const },
      ...{ provider: link.issuer, account: link.subject, standing: 'vouched' as const },
      action: `${base}/${link.id}/delete`,
    } as const;
    return show(visit, (frame) => personQuestionPage(model, frame));
  }
  const { connection, base, section } = await named(visit);
  const account = accountOf(connection);
  const model = {
    kind: 'disconnect',
    ...{ username: connection.owner, path: personPath(connection.userId), section },
    provider: providerChoice(visit, connection.provider).label,
    ...(account === null ? {} : { account }),
    standing: (await isOnlyWay(visit, connection)) ? 'only_way' : 'one_of_several',
    action: `${base}/${connection.id}/delete`,
  } as const;
  return show(visit, (frame) => personQuestionPage(model, frame));
};

export const askUnlinking = forAdministrator(whenFresh(question));

/** Sessions and tokens that began through it end with it (product.md I-6). */
export const postUnlinking = forAdministratorForm(
  whenFreshForm(async (visit) => {
    const vouched = await namedLink(visit);
    if (vouched !== null) {
      const { link, user, base } = vouched;
      const told = { link, username: user.username };
      if ((await unlinkForeignSubject(visit.site.changes, actorOf(visit), told)) === 'gone')
        throw nothingHere();
      return done(visit, base, 'connection_ended');
    }
    const { connection, base } = await named(visit);
    const outcome = await unlinkConnectionOf(visit.site.upstream.ports, actorOf(visit), connection);
    if (outcome === 'gone') throw nothingHere();
    return done(visit, base, 'connection_ended');
  }),
  question,
);
