/** Clients look at their grants, and end them (Grant Management §6, advanced.md §9). */

import {
  jsonReply,
  noContentReply,
  noting,
  OAuthError,
  type Reply,
  scopeMember,
  secondOf,
} from '@grantor/protocol';
import { claimsOfGrant, type ManagedGrant } from '../model/managed-grant.ts';
import type { Context } from '../requests/context.ts';
import type { GrantManagementRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import { type GrantScope, queryScope, revokeScope } from '../tokens/scope-decision.ts';
import { MissingScope } from './answer.ts';
import { answerHolder } from './bearer.ts';

/** Grant Management §6.3 */
export const queryGrant = (context: Context, request: GrantManagementRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'grant_management',
    reply: async (found) => {
      const grant = await findOwn(context, request, { found, scope: queryScope });
      return noting(jsonReply(describe(grant)), grant.clientId);
    },
  });

/** Grant Management §6.5, advanced.md GMT-9 */
export const revokeGrant = (context: Context, request: GrantManagementRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'grant_management',
    reply: async (found) => {
      const grant = await findOwn(context, request, { found, scope: revokeScope });
      const { store, clock } = context.ports;
      const facts = [{ kind: 'grant_revoked', grant, reason: 'client' }] as const;
      const ended = await store.commit({ facts, at: clock.now(), source: request.source });
      if (!ended.ok) throw notFound();
      return noting(noContentReply(), grant.clientId);
    },
  });

type Needed = { readonly found: ActiveToken; readonly scope: GrantScope };

/** Any token of the client that has the scope will do; of another client's grant it is told nothing (advanced.md GMT-10). */
async function findOwn(
  { ports }: Context,
  { grantId }: GrantManagementRequest,
  { found: { token }, scope }: Needed,
): Promise<ManagedGrant> {
  if (!token.scope.includes(scope)) throw new MissingScope(scope);
  const grant = await ports.store.findManagedGrant(grantId, secondOf(ports.clock.now()));
  if (grant?.clientId !== token.clientId) throw notFound();
  return grant;
}

const notFound = (): OAuthError => new OAuthError('not_found', 'The client has no such grant.');

/** Grant Management §6.4 */
const describe = (grant: ManagedGrant) => ({
  scopes: grant.scopes.map(({ scope, resource }) => ({ scope: scopeMember(scope) ?? '', resource })),
  claims: claimsOfGrant(grant),
  authorization_details: grant.details,
  created_at: secondOf(grant.createdAt),
  last_updated_at: secondOf(grant.updatedAt),
  expires_at: grant.expiresAt,
});
