/** Where a person is signed in (product.md §4): each browser, and how to end it. */

import type { BrowserSession } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { endOf, endOtherSessions, endSession, type SessionEnding } from '../accounts/sessions.ts';
import { done, forOwnForm, forPerson, nothingHere, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { browsersPage, confirmationPage } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { browserName } from '../site/user-agent.ts';
import { listSessions, type SessionRow } from '../store/sessions.ts';

const path = '/account/browsers';

/** The sessions that would still be accepted, this one first. */
export async function listBrowsers({
  site,
  person,
}: {
  readonly site: Site;
  readonly person: Pick<BrowserSession, 'userId' | 'username' | 'role' | 'id'>;
}): Promise<readonly SessionRow[]> {
  const now = secondOf(site.now());
  // A session is bound to its own browser: nothing to compare here.
  const policy = { ...site.sessions.policy, fingerprint: 'none' } as const;
  const visit = { userAgent: null, address: '' };
  const owner = { username: person.username, role: person.role, disabledAt: null };
  const all = await listSessions(site.database, person.userId);
  const live = all.filter((session) => endOf({ ...session, ...owner }, policy, { visit, now }) === null);
  return live.sort((one, other) => Number(other.id === person.id) - Number(one.id === person.id));
}

export const showBrowsers = forPerson(async (visit) => {
  const browsers = (await listBrowsers(visit)).map((session) => ({
    id: session.id,
    name: browserName(session.userAgent),
    ...(session.address === null ? {} : { address: session.address }),
    since: session.createdAt,
    lastSeenAt: session.lastSeenAt,
    place: session.id === visit.person.id ? ('here' as const) : ('elsewhere' as const),
  }));
  return show(visit, (frame) => browsersPage({ browsers }, frame));
});

const browserQuestion = async (visit: Visit): Promise<Outgoing> => {
  const session = await own(visit);
  const model = {
    kind: 'end_browser',
    action: `${path}/${session.id}/end`,
    subject: browserName(session.userAgent),
  } as const;
  return show(visit, (frame) => confirmationPage(model, frame));
};

export const askBrowserEnd = forPerson(browserQuestion);

/** Takes effect on the next request of that browser (protocol.md SE-2). */
export const endBrowser = forOwnForm(async (visit) => {
  const { id, createdAt } = await own(visit);
  await endSession(visit.site.store, id, { ...ending(visit), startedAt: createdAt });
  if (id !== visit.person.id) return done(visit, path, 'browser_ended');
  return seeOther('/login', [...visit.caller.cookies, visit.site.cookies.endSession()]);
}, browserQuestion);

const othersQuestion = async (visit: Visit): Promise<Outgoing> =>
  show(visit, (frame) => confirmationPage({ kind: 'end_others', action: `${path}/end-others` }, frame));

export const askOthersEnd = forPerson(othersQuestion);

export const endOthers = forOwnForm(async (visit) => {
  await endOtherSessions(visit.site.store, visit.person.id, ending(visit));
  return done(visit, path, 'others_ended');
}, othersQuestion);

const ending = ({ site, person, exchange }: Visit): SessionEnding => ({
  userId: person.userId,
  reason: 'logout',
  at: site.now(),
  source: exchange.source,
});

async function own(visit: Visit): Promise<SessionRow> {
  const session = (await listBrowsers(visit)).find(({ id }) => id === visit.id);
  if (session === undefined) throw nothingHere();
  return session;
}
