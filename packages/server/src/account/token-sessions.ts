/** What applications hold right now: one entry per family and per stored access token (product.md T-3). */

import type { Resource } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { type TokenStep, takeTokenStep } from '../administration/tokens.ts';
import { actorOf } from '../console/actor.ts';
import { type ListRules, listView } from '../console/list-view.ts';
import {
  type ConsoleHandler,
  done,
  forOwnForm,
  forPerson,
  nothingHere,
  show,
  showAs,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { settled } from '../http/status.ts';
import {
  confirmationPage,
  type Outcome,
  type TokenSessionRow,
  type TokenSessionsModel,
  tokenSessionsPage,
} from '../pages/index.ts';
import { findTokenSession, type TokenSession } from '../store/authorizations.ts';
import { type ListedTokenSession, listOwnTokenSessions } from '../store/own-token-sessions.ts';
import { scopesInWords } from './allowed-access.ts';
import { type Ending, revoke } from './revocation.ts';

const path = '/account/sessions';
const revokeAllPath = `${path}/revoke-all`;
const sorts = ['started', 'used', 'expires'] as const;
const rules = {
  sorts,
  filters: { status: ['paused', 'ended'], kind: ['refresh', 'access'], client: 'text' },
} as const satisfies ListRules;

/** Live ones, the newest first; ended ones only when asked for. */
export const showTokenSessions = forPerson(async (visit) => {
  const model = await modelOf(visit);
  return show(visit, (frame) => tokenSessionsPage(model, frame));
});

async function modelOf(visit: Visit): Promise<TokenSessionsModel> {
  const { site, person } = visit;
  const view = listView(visit.exchange, rules);
  const [account, registered] = await Promise.all([
    site.store.findAccount(person.userId),
    site.store.listResources(),
  ]);
  const { status = 'live', kind, client } = view.filters;
  const { rows, total } = await listOwnTokenSessions(
    site.database,
    {
      owner: person.userId,
      validFrom: account?.tokensValidFrom ?? null,
      now: secondOf(site.now()),
      status: status as 'live' | 'paused' | 'ended',
      kind: kind as ListedTokenSession['kind'] | undefined,
      clientId: client,
      search: view.search,
      sort: {
        by: sorts.find((known) => known === view.sort?.by) ?? 'started',
        direction: view.sort?.direction ?? 'desc',
      },
    },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  return { rows: rows.map((session) => row(session, registered)), total, view };
}

const row = (session: ListedTokenSession, registered: readonly Resource[]): TokenSessionRow => ({
  id: session.id,
  clientName: session.clientName ?? session.clientId,
  kind: session.renews ? 'renews' : 'ends',
  origin: session.origin,
  scopes: scopesInWords(session, registered),
  startedAt: Math.floor(session.startedAt / 1000),
  ...(session.lastUsedAt === null ? {} : { lastUsedAt: Math.floor(session.lastUsedAt / 1000) }),
  expiresAt: session.expiresAt,
  status: session.status,
  canResume: session.canResume,
});

const questions = { revoke: 'revoke_session', disable: 'pause_session', enable: 'resume_session' } as const;

const asking =
  (step: TokenStep) =>
  async (visit: Visit): Promise<Outgoing> => {
    const session = await own(visit);
    const client = await visit.site.store.findClient(session.clientId);
    const model = {
      kind: questions[step],
      action: `${path}/${session.id}/${step}`,
      subject: client?.name ?? session.clientId,
    };
    return show(visit, (frame) => confirmationPage(model, frame));
  };

const sessionQuestion = asking('revoke');

/** A pause takes nothing away for good: nothing answers until it goes on (product.md T-4). */
const taking = (step: 'disable' | 'enable', outcome: Outcome): ConsoleHandler =>
  forOwnForm(async (visit) => {
    const { id, site, person } = visit;
    const target = { actor: actorOf(visit), id, owner: person.userId };
    const { kind } = await takeTokenStep(site.tokens, target, step);
    if (kind === 'gone') throw nothingHere();
    if (kind === 'done') return done(visit, path, outcome);
    const model = { ...(await modelOf(visit)), again: 'settled' } as const;
    return showAs(visit, settled, (frame) => tokenSessionsPage(model, frame));
  }, asking(step));

export const askSessionPause = forPerson(asking('disable'));
export const pauseTokenSession = taking('disable', 'token_disabled');
export const askSessionResumption = forPerson(asking('enable'));
export const resumeTokenSession = taking('enable', 'token_enabled');

export const askSessionEnd = forPerson(sessionQuestion);

export const endTokenSession = forOwnForm(async (visit) => {
  await revoke(visit, ending(visit, await own(visit)));
  return done(visit, '/account/authorizations', 'session_revoked');
}, sessionQuestion);

const revokeAllQuestion = async (visit: Visit): Promise<Outgoing> =>
  show(visit, (frame) => confirmationPage({ kind: 'revoke_all', action: revokeAllPath }, frame));

export const askRevokeAll = forPerson(revokeAllQuestion);

/** Every application signed out; what was allowed stays allowed (product.md A-3, security.md R-12). */
export const revokeEverything = forOwnForm(async (visit) => {
  const { userId } = visit.person;
  await revoke(visit, { kind: 'account_tokens_revoked', userId, reason: 'user' });
  return done(visit, '/account/authorizations', 'all_revoked');
}, revokeAllQuestion);

/** What ending it means: a family with all its tokens, a stored token alone. */
function ending({ person }: Visit, session: TokenSession): Ending {
  const parties = { clientId: session.clientId, userId: person.userId };
  if (session.kind === 'family') {
    return { kind: 'family_revoked', familyId: session.id, ...parties, reason: 'user', cause: 'request' };
  }
  const { tokenId, expiresAt } = session;
  return { kind: 'access_token_revoked', tokenId, ...parties, expiresAt, reason: 'user' };
}

async function own({ site, person, id }: Visit): Promise<TokenSession> {
  const session = await findTokenSession(site.database, person.userId, id);
  if (session === null) throw nothingHere();
  return session;
}
