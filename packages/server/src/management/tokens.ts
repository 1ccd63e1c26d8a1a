/** Token sessions (product.md T-3, T-4): the operations of `administration/tokens.ts`. */

import { clientId, secondOf, userId } from '@grantor/protocol';
import { z } from 'zod';
import { authorizationId } from '../account/authorizations.ts';
import { statusOf } from '../account/token-status.ts';
import {
  lookUpToken,
  revokeTokenId,
  type TokenOutcome,
  type TokenStep,
  takeTokenStep,
} from '../administration/tokens.ts';
import { conflict, noSuch } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import { findToken, type ListedToken, readEveryToken } from '../store/token-list.ts';
import { tokenStatuses } from '../store/token-selection.ts';
import { operation } from './operation.ts';
import { listOf, moment, momentOf, page, pageOf, search, timedAfter, timedKey } from './shapes.ts';

const kinds = ['refresh', 'access'] as const;

const tokenShape = z
  .strictObject({
    id: z.string().describe('Of the session; no token.'),
    kind: z
      .enum(kinds)
      .describe('`refresh`: everything born of one approval; `access`: one stored access token.'),
    token_id: z.string().describe('What the audit log and `jti` name it by.'),
    status: z.enum([...tokenStatuses, 'expired']),
    client_id: z.string(),
    client_name: z.string().optional(),
    user_id: z.string().optional().describe('Absent: the client got it for itself.'),
    username: z.string().optional(),
    authorization_id: z.string().optional().describe('What it was born of.'),
    scopes: z.array(z.string()),
    resources: z.array(z.string()),
    started_at: moment,
    last_used_at: moment.optional(),
    expires_at: moment,
    newest_access_token: z
      .strictObject({ token_id: z.string(), expires_at: moment })
      .optional()
      .describe('The access token made last, by its `jti`; absent: not noted.'),
  })
  .meta({ id: 'TokenSession' });

const statuses = { active: 'active', paused: 'disabled', revoked: 'revoked', expired: 'expired' } as const;

function tokenBody(token: ListedToken, site: Site): z.input<typeof tokenShape> {
  const { id, kind, tokenId, client, clientId: of, user, since, lastUsedAt } = token;
  return {
    ...{ id, kind, token_id: tokenId, client_id: of },
    status: statuses[statusOf(token, { client, since, now: site.now() })],
    ...(client === null ? {} : { client_name: client.name }),
    ...(user === null
      ? {}
      : { user_id: user.id, authorization_id: authorizationId(userId(user.id), clientId(of)) }),
    ...(user?.username == null ? {} : { username: user.username }),
    scopes: [...token.scope],
    resources: [...token.resources],
    started_at: momentOf(secondOf(token.startedAt)),
    ...(lastUsedAt === null ? {} : { last_used_at: momentOf(secondOf(lastUsedAt)) }),
    expires_at: momentOf(token.expiresAt),
    ...(token.newest === null
      ? {}
      : {
          newest_access_token: {
            token_id: token.newest.tokenId,
            expires_at: momentOf(token.newest.expiresAt),
          },
        }),
  };
}

const foundShape = z
  .strictObject({
    kind: z.enum(kinds),
    token_id: z.string(),
    is_revoked: z.boolean(),
    session: tokenShape.optional().describe('Absent: nothing is stored of it, as of a JWT of a client.'),
    claims: z
      .strictObject({
        client_id: z.string(),
        sub: z.string(),
        scope: z.string(),
        issued_at: moment,
        expires_at: moment,
      })
      .optional()
      .describe('What a signed token says.'),
  })
  .meta({ id: 'FoundToken' });

const filter = z.string().max(256).optional();
const tag = 'tokens';
const one = '/tokens/{token_id}';

const steps = [
  ['revokeToken', 'revoke', 'Ends it for good, with everything born of it'],
  ['disableToken', 'disable', 'Pauses it: nothing of it answers until it goes on'],
  ['enableToken', 'enable', 'Lets what was paused go on'],
] as const satisfies readonly (readonly [string, TokenStep, string])[];

function assertDone({ kind }: TokenOutcome): void {
  if (kind === 'gone') throw noSuch();
  if (kind === 'settled') throw conflict('settled', 'It is so already, or it is too late for it.');
}

async function tokenAt({ site, ids: [id = ''] }: { site: Site; ids: readonly string[] }) {
  const token = await findToken(site.database, id);
  if (token === null) throw noSuch();
  return tokenBody(token, site);
}

export const tokenOperations = [
  operation({
    ...{ name: 'listTokens', method: 'GET', path: '/tokens', tag, success: 'value' },
    summary: 'Token sessions, the newest first',
    query: z.strictObject({
      ...page,
      search: search.describe('An id, the beginning of a user name, or a client.'),
      kind: z.enum(kinds).optional(),
      status: z.enum(tokenStatuses).optional(),
      client_id: filter,
      user_id: filter,
      scope: filter.describe('Looked for among the newest 10,000.'),
    }),
    answer: listOf(tokenShape),
    async run({ site, query }) {
      const { limit, cursor, kind, status, scope, client_id: client, user_id: user } = query;
      const selection = { kind, status, scope, clientId: client, userId: user };
      const rows = await readEveryToken(
        site.database,
        { ...selection, search: query.search.trim(), now: site.now() },
        { limit: limit + 1, after: timedAfter(cursor) },
      );
      const key = ({ startedAt, id }: ListedToken) => timedKey(startedAt, id);
      return { body: pageOf(rows, limit, { item: (token) => tokenBody(token, site), key }) };
    },
  }),
  operation({
    ...{ name: 'getToken', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One token session',
    answer: tokenShape,
    run: async (call) => ({ body: await tokenAt(call) }),
  }),
  ...steps.map(([name, step, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `${one}/${step}`, tag, summary, success: 'value' },
      problems: ['missing', 'conflict'],
      answer: tokenShape,
      async run(call) {
        const { site, actor, ids } = call;
        assertDone(await takeTokenStep(site.tokens, { actor, id: ids[0] ?? '' }, step));
        return { body: await tokenAt(call) };
      },
    }),
  ),
  operation({
    ...{ name: 'lookUpToken', method: 'POST', path: '/tokens/lookup', tag, success: 'value' },
    problems: ['missing'],
    summary: 'What a token, of any kind and age, or a `jti` is; it is in no answer and no log',
    body: z.strictObject({ token: z.string().min(1).max(16_384) }),
    answer: foundShape,
    async run({ site, body: { token } }) {
      const found = await lookUpToken(site.tokens, token);
      if (found === null) throw noSuch();
      const { kind, tokenId, session, claims, isRevoked } = found;
      return {
        body: {
          ...{ kind, token_id: tokenId, is_revoked: isRevoked },
          ...(session === null ? {} : { session: tokenBody(session, site) }),
          ...(claims === null
            ? {}
            : {
                claims: {
                  client_id: claims.clientId,
                  sub: claims.subject,
                  scope: claims.scope,
                  issued_at: momentOf(claims.issuedAt),
                  expires_at: momentOf(claims.expiresAt),
                },
              }),
        },
      };
    },
  }),
  operation({
    ...{ name: 'revokeTokenId', method: 'POST', path: '/tokens/revoke', tag, success: 'nothing' },
    problems: ['conflict'],
    summary: 'Ends the one access token of this `jti`, whether anything is stored of it or not',
    body: z.strictObject({ jti: z.string().regex(/^[\w.~-]{8,256}$/) }),
    async run({ site, actor, body: { jti } }) {
      assertDone(await revokeTokenId(site.tokens, actor, jti));
    },
  }),
];
