/** What applications hold right now: one entry per family and per stored access token (product.md T-3). */

import { secondOf } from '@grantor/protocol';
import { type ListRules, listView } from '../console/list-view.ts';
import { done, forOwnForm, forPerson, nothingHere, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { confirmationPage, type TokenSessionRow, tokenSessionsPage } from '../pages/index.ts';
import { findTokenSession, type TokenSession } from '../store/authorizations.ts';
import { type ListedTokenSession, listOwnTokenSessions } from '../store/own-token-sessions.ts';
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
  const { site, person } = visit;
  const view = listView(visit.exchange, rules);
  const account = await site.store.findAccount(person.userId);
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
  return show(visit, (frame) => tokenSessionsPage({ rows: rows.map(row), total, view }, frame));
});

const row = (session: ListedTokenSession): TokenSessionRow => ({
  id: session.id,
  clientName: session.clientName ?? session.clientId,
  kind: session.renews ? 'renews' : 'ends',
  origin: session.origin,
  scopes: session.scope,
  startedAt: Math.floor(session.startedAt / 1000),
  ...(session.lastUsedAt === null ? {} : { lastUsedAt: Math.floor(session.lastUsedAt / 1000) }),
  expiresAt: session.expiresAt,
  status: session.status,
});

const sessionQuestion = async (visit: Visit): Promise<Outgoing> => {
  const session = await own(visit);
  const client = await visit.site.store.findClient(session.clientId);
  const model = {
    kind: 'revoke_session',
    action: `${path}/${session.id}/revoke`,
    subject: client?.name ?? session.clientId,
  } as const;
  return show(visit, (frame) => confirmationPage(model, frame));
};

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
