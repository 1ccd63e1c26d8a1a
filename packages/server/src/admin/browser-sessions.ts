/** Where people are signed in, as administrators see and end it (product.md §12.3). */

import { hash, secondOf } from '@grantor/protocol';
import { listBrowsers } from '../account/browsers.ts';
import { liveSince } from '../accounts/sessions.ts';
import { endSessionOf } from '../administration/sessions.ts';
import { actorOf } from '../console/actor.ts';
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
import { type BrowserSessionRow, browserSessionsPage, personQuestionPage } from '../pages/index.ts';
import { browserName } from '../site/user-agent.ts';
import { listEverySession } from '../store/session-list.ts';
import { findSession, type SessionRow } from '../store/sessions.ts';
import { personOf, sessionOwner } from './person.ts';
import { personPath } from './person-path.ts';

const path = '/admin/sessions';

type Named = SessionRow & { readonly username: string };

const row = (session: Named, { visit, base }: { visit: Visit; base: string }): BrowserSessionRow => ({
  endPath: `${base}/${session.id}/end`,
  browser: browserName(session.userAgent),
  ...(session.address === null ? {} : { address: session.address }),
  since: session.createdAt,
  lastSeenAt: session.lastSeenAt,
  person: { path: personPath(session.userId), username: session.username },
  isThis: session.id === visit.person.id,
});

export const showEverySession = forAdministrator(async (visit) => {
  const { site } = visit;
  const view = listView(visit.exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const live = liveSince(site.sessions.policy, secondOf(site.now()));
  const { rows, total } = await listEverySession(site.database, { live, search: view.search }, range);
  const model = { view, total, rows: rows.map((session) => row(session, { visit, base: path })) };
  return show(visit, (frame) => browserSessionsPage(model, frame));
});

export const showPersonSessions = forAdministrator(async (visit) => {
  const user = await personOf(visit);
  const view = listView(visit.exchange);
  const all = await listBrowsers({ site: visit.site, person: sessionOwner(visit, user) });
  const first = (view.page - 1) * view.pageSize;
  const base = `${personPath(user.id)}/sessions`;
  const rows = all
    .slice(first, first + view.pageSize)
    .map((session) => row({ ...session, username: user.username }, { visit, base }));
  const of = { path: personPath(user.id), username: user.username };
  const model = { view, total: { count: all.length, exact: true }, rows, of };
  return show(visit, (frame) => browserSessionsPage(model, frame));
});

type Place = { readonly base: string; readonly section: '/admin/users' | '/admin/sessions' };

/** The session that the path names last, and the list that the path belongs to. */
async function named(visit: Visit): Promise<{ session: Named; place: Place }> {
  const session = await findSession(visit.site.database, hash(visit.id.split('/').at(-1) ?? ''));
  if (session === null) throw nothingHere();
  if (!visit.id.includes('/')) return { session, place: { base: path, section: '/admin/sessions' } };
  const user = await personOf(visit);
  if (user.id !== session.userId) throw nothingHere();
  return { session, place: { base: `${personPath(user.id)}/sessions`, section: '/admin/users' } };
}

const endQuestion = async (visit: Visit): Promise<Outgoing> => {
  const { session, place } = await named(visit);
  const question = {
    kind: 'end_session',
    username: session.username,
    path: personPath(session.userId),
    browser: browserName(session.userAgent),
    action: `${place.base}/${session.id}/end`,
    section: place.section,
  } as const;
  return show(visit, (frame) => personQuestionPage(question, frame));
};

export const askSessionEndOf = forAdministrator(endQuestion);

export const postSessionEndOf = forAdministratorForm(async (visit) => {
  const { session, place } = await named(visit);
  await endSessionOf(visit.site.accounts, actorOf(visit), session);
  return done(visit, place.base, 'user_session_ended');
}, endQuestion);
