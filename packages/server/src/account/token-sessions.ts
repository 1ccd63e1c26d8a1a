/** What applications hold right now: one entry per family and per stored access token (product.md T-3). */

import type { Client } from '@grantor/engine';
import { type ClientId, type Instant, secondOf } from '@grantor/protocol';
import { done, forOwnForm, forPerson, nothingHere, show, showAgain, type Visit } from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { confirmationPage, type TokenSessionRow, tokenSessionsPage } from '../pages/index.ts';
import { findTokenSession, listTokenSessions, type TokenSession } from '../store/authorizations.ts';
import { type Ending, revoke } from './revocation.ts';

const path = '/account/sessions';
const revokeAllPath = `${path}/revoke-all`;
const pageSize = 20;
const lastPage = 50;

export const showTokenSessions = forPerson(async (visit) => {
  const { site, person, exchange } = visit;
  const page = pageNumber(queryParameter(exchange, 'page'));
  const reach = page * pageSize;
  const [found, account] = await Promise.all([
    listTokenSessions(site.database, person.userId, reach + 1),
    site.store.findAccount(person.userId),
  ]);
  const shown = found.slice(reach - pageSize, reach);
  const clients = await clientsOf(visit, shown);
  const now = site.now();
  const rows = shown.map((session) =>
    row(session, {
      client: clients.get(session.clientId) ?? null,
      since: account?.tokensValidFrom ?? null,
      now,
    }),
  );
  const model = { rows, page, more: found.length > reach && page < lastPage ? page + 1 : null };
  return show(visit, (frame) => tokenSessionsPage(model, frame));
});

const pageNumber = (text = ''): number => (/^[1-9]\d?$/.test(text) ? Math.min(Number(text), lastPage) : 1);

async function clientsOf(
  { site }: Visit,
  sessions: readonly TokenSession[],
): Promise<ReadonlyMap<ClientId, Client | null>> {
  const ids = [...new Set(sessions.map(({ clientId }) => clientId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await site.store.findClient(id)] as const)));
}

type Standing = {
  readonly client: Pick<Client, 'status' | 'tokensValidFrom'> | null;
  readonly since: Instant | null;
  readonly now: Instant;
};
type Named = Standing & { readonly client: Client | null };

/** A family that nobody has renewed was used when it began; uses of single access tokens are not kept. */
const lastUse = (session: TokenSession): Instant | null =>
  session.kind === 'family' ? (session.lastUsedAt ?? session.startedAt) : null;

const row = (session: TokenSession, standing: Named): TokenSessionRow => {
  const used = lastUse(session);
  return {
    id: session.id,
    clientName: standing.client?.name ?? session.clientId,
    kind: session.kind === 'family' && session.renews === 'renews' ? 'renews' : 'ends',
    origin: session.kind === 'family' && session.origin === 'device_code' ? 'device' : 'browser',
    scopes: session.scope,
    startedAt: secondOf(session.startedAt),
    ...(used === null ? {} : { lastUsedAt: secondOf(used) }),
    expiresAt: session.expiresAt,
    status: statusOf(session, standing),
  };
};

/** As introspection would answer (operations.md E-1). */
export function statusOf(
  session: Pick<TokenSession, 'startedAt' | 'revokedAt' | 'pausedAt' | 'expiresAt'> & {
    readonly revokedTokenId?: string | null;
  },
  { client, since, now }: Standing,
): TokenSessionRow['status'] {
  const isOlder = (limit: Instant | null): boolean => limit !== null && session.startedAt < limit;
  const isRevokedToken = (session.revokedTokenId ?? null) !== null;
  if (session.revokedAt !== null || isRevokedToken || client === null) return 'revoked';
  if (isOlder(client.tokensValidFrom) || isOlder(since)) return 'revoked';
  if (session.expiresAt <= secondOf(now)) return 'expired';
  return session.pausedAt !== null || client.status !== 'active' ? 'paused' : 'active';
}

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
  return done(visit, path, 'session_revoked');
}, sessionQuestion);

const revokeAll = ({ person, stale }: Visit, state: 'untyped' | 'mistyped', entered = stale?.get('name')) =>
  ({
    kind: 'revoke_all',
    action: revokeAllPath,
    typed: { name: person.username, state, entered },
  }) as const;

const revokeAllQuestion = async (visit: Visit): Promise<Outgoing> =>
  show(visit, (frame) => confirmationPage(revokeAll(visit, 'untyped'), frame));

export const askRevokeAll = forPerson(revokeAllQuestion);

/** Every application signed out; what was allowed stays allowed (product.md A-3, security.md R-12). */
export const revokeEverything = forOwnForm(async (visit, form) => {
  const { person } = visit;
  const typedName = form.get('name') ?? '';
  if (typedName.trim().toLowerCase() !== person.username) {
    return showAgain(visit, 'the name was mistyped', (frame) =>
      confirmationPage(revokeAll(visit, 'mistyped'), frame),
    );
  }
  await revoke(visit, { kind: 'account_tokens_revoked', userId: person.userId, reason: 'user' });
  return done(visit, path, 'all_revoked');
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
