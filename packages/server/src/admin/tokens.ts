/** Token sessions of everybody (product.md §12.3 /admin/tokens, T-3, T-4). */

import { type Params, secondOf } from '@grantor/protocol';
import { statusOf } from '../account/token-status.ts';
import {
  type LookedUp,
  lookUpToken,
  revokeTokenId,
  type TokenStep,
  takeTokenStep,
} from '../administration/tokens.ts';
import { actorOf } from '../console/actor.ts';
import { listView } from '../console/list-view.ts';
import { pathKey } from '../console/path-key.ts';
import {
  type ConsoleHandler,
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
import { settled } from '../http/status.ts';
import {
  type TokenLookupModel,
  type TokenRow,
  type TokensModel,
  tokenLookupPage,
  tokenQuestionPage,
  tokensPage,
  tokensPath,
} from '../pages/index.ts';
import { findToken, type ListedToken, listEveryToken } from '../store/token-list.ts';
import { tokenStatuses } from '../store/token-selection.ts';
import { clientsSection } from './clients.ts';
import { personPath } from './person-path.ts';

const kinds = ['refresh', 'access'] as const;
const rules = { filters: { kind: kinds, status: tokenStatuses, client: 'text', scope: 'text' } } as const;

const nameOf = ({ client, clientId }: ListedToken): string => client?.name ?? clientId;

const rowOf = (token: ListedToken, { site }: Visit): TokenRow => {
  const { id, kind, client, clientId, user, since, lastUsedAt } = token;
  // A family that nobody has renewed was used when it began
  const used = lastUsedAt ?? (kind === 'refresh' ? token.startedAt : null);
  return {
    id,
    kind,
    client: { path: `${clientsSection}/${pathKey(clientId)}`, name: nameOf(token) },
    ...(user === null ? {} : { person: { path: personPath(user.id), username: user.username ?? user.id } }),
    scopes: token.scope,
    resources: token.resources,
    startedAt: secondOf(token.startedAt),
    ...(used === null ? {} : { lastUsedAt: secondOf(used) }),
    expiresAt: token.expiresAt,
    ...(token.newest === null || kind === 'access' ? {} : { newest: token.newest }),
    status: statusOf(token, { client, since, now: site.now() }),
  };
};

async function modelOf(visit: Visit, state: 'fresh' | 'settled'): Promise<TokensModel> {
  const { site } = visit;
  const view = listView(visit.exchange, rules);
  const { kind, status, client, scope } = view.filters;
  const { rows, total } = await listEveryToken(
    site.database,
    {
      kind: kinds.find((known) => known === kind),
      status: tokenStatuses.find((known) => known === status),
      clientId: client,
      scope,
      search: view.search,
      now: site.now(),
    },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  return { view, total, rows: rows.map((token) => rowOf(token, visit)), settled: state === 'settled' };
}

export const showTokens = forAdministrator(async (visit) => {
  const model = await modelOf(visit, 'fresh');
  return show(visit, (frame) => tokensPage(model, frame));
});

const asking =
  (step: TokenStep) =>
  async (visit: Visit): Promise<Outgoing> => {
    const token = await findToken(visit.site.database, visit.id);
    if (token === null) throw nothingHere();
    const username = token.user?.username ?? token.user?.id;
    const model = {
      step,
      id: token.id,
      client: nameOf(token),
      ...(username === undefined ? {} : { username }),
    };
    return show(visit, (frame) => tokenQuestionPage(model, frame));
  };

const outcomes = { revoke: 'token_revoked', disable: 'token_disabled', enable: 'token_enabled' } as const;

const taking = (step: TokenStep): ConsoleHandler =>
  forAdministratorForm(async (visit) => {
    const target = { actor: actorOf(visit), id: visit.id };
    const { kind } = await takeTokenStep(visit.site.tokens, target, step);
    if (kind === 'gone') throw nothingHere();
    if (kind === 'settled') return showSettled(visit);
    return done(visit, tokensPath, outcomes[step]);
  }, asking(step));

async function showSettled(visit: Visit): Promise<Outgoing> {
  const model = await modelOf(visit, 'settled');
  return showAs(visit, settled, (frame) => tokensPage(model, frame));
}

export const askTokenRevocation = forAdministrator(asking('revoke'));
export const postTokenRevocation = taking('revoke');
export const askTokenPause = forAdministrator(asking('disable'));
export const postTokenPause = taking('disable');
export const askTokenResumption = forAdministrator(asking('enable'));
export const postTokenResumption = taking('enable');

const askLookup = async (visit: Visit): Promise<Outgoing> =>
  show(visit, (frame) => tokenLookupPage({ kind: 'ask' }, frame));

export const showTokenLookup = forAdministrator(askLookup);

/** The value comes in the body and is in no answer, address or log. */
export const postTokenLookup = forAdministratorForm(
  async (visit, form) => {
    const jti = form.get('jti');
    return jti === undefined ? lookUp(visit, form) : revokeOne(visit, jti);
  },
  askLookup,
  new Set(['token']),
);

async function lookUp(visit: Visit, form: Params): Promise<Outgoing> {
  const found = await lookUpToken(visit.site.tokens, (form.get('token') ?? '').trim());
  if (found === null)
    return showAgain(visit, 'no token of this server', (frame) =>
      tokenLookupPage({ kind: 'unknown' }, frame),
    );
  const model = foundModel(found, visit);
  return show(visit, (frame) => tokenLookupPage(model, frame));
}

async function revokeOne(visit: Visit, jti: string): Promise<Outgoing> {
  const { kind } = await revokeTokenId(visit.site.tokens, actorOf(visit), jti);
  return kind === 'settled' ? showSettled(visit) : done(visit, tokensPath, 'token_revoked');
}

const foundModel = (found: LookedUp, visit: Visit): TokenLookupModel => ({
  kind: 'found',
  tokenId: found.tokenId,
  isOne: found.kind === 'access',
  isRevoked: found.isRevoked,
  ...(found.session === null ? {} : { session: rowOf(found.session, visit) }),
  ...(found.claims === null
    ? {}
    : {
        says: {
          client: found.claims.clientId,
          subject: found.claims.subject,
          scope: found.claims.scope,
          issuedAt: found.claims.issuedAt,
          expiresAt: found.claims.expiresAt,
        },
      }),
});
