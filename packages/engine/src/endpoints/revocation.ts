/** Token revocation (RFC 7009, protocol.md §13). */

import {
  type ClientId,
  emptyReply,
  type Instant,
  noting,
  type Params,
  type Reply,
  secondOf,
} from '@grantor/protocol';
import {
  type AuthenticatedClient,
  authenticate,
  type Claimant,
  checkFamilyMethod,
  findClaimant,
  naming,
  type ProvedClient,
} from '../client-auth/authenticate.ts';
import { chargeClient } from '../client-auth/client-charge.ts';
import { clientParameters, namesNoClient } from '../client-auth/registry.ts';
import { spending } from '../client-auth/spending.ts';
import { invalidGrant, missing } from '../grants/refusal.ts';
import type { Family } from '../model/family.ts';
import type { Fact } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { findPresentedRefresh } from '../tokens/presented-refresh.ts';
import { findIssuedToken } from '../tokens/presented-token.ts';
import { isRefreshToken } from '../tokens/refresh-token.ts';
import { answer } from './answer.ts';
import { readForm } from './form.ts';
import { withToll } from './toll.ts';

const parameters = ['token', 'token_type_hint', ...clientParameters];

export const revoke = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'revocation', source: request.source }, () =>
    withToll(context.ports, { limit: 'default', source: request.source }, async (toll) => {
      await toll.pay();
      return end(context, request);
    }),
  );

async function end(context: Context, request: BackChannelRequest): Promise<Reply> {
  const { ports } = context;
  const { source } = request;
  const at = ports.clock.now();
  const params = readForm(request, parameters);
  const claimant = namesNoClient({ ...request, params })
    ? await findHolder(context, tokenOf(params), at)
    : await findClaimant(context, { ...request, params });
  if (claimant === null) return emptyReply();
  const proved = await authenticate(context, claimant, { now: secondOf(at), source });
  const { client } = proved;
  await chargeClient(ports, proved, source);
  return spending(ports, { ...proved, source }, async (keep) => {
    const value = tokenOf(params);
    const fact = isRefreshToken(value)
      ? await describeFamilyEnd(context, value, proved)
      : await describeTokenEnd(context, value, { client, at });
    if (fact !== null) await keep([fact], at);
    // RFC 7009 §2.2: also for tokens that are unknown or have ended before
    return noting(emptyReply(), client.id);
  });
}

function tokenOf(params: Params): string {
  const value = params.get('token');
  if (value === undefined) throw missing('token');
  return value;
}

/**
 * The client of a live token, named by nothing but the token: that is enough where it is public, since whoever
 * holds its token can use it, and so may end it (protocol.md RV-3). null: there is no such token.
 */
async function findHolder(context: Context, value: string, at: Instant): Promise<Claimant | null> {
  const { store } = context.ports;
  const owner = isRefreshToken(value)
    ? ownerOf((await findPresentedRefresh(store, value))?.family)
    : (await findIssuedToken(context, value, secondOf(at)))?.clientId;
  const client = owner === undefined ? null : await store.findClient(owner);
  return client === null ? null : naming(client);
}

const ownerOf = (family: Family | undefined): ClientId | undefined =>
  family?.revokedAt === null ? family.clientId : undefined;

/** Any token of a family ends it, a rotated one included: its holder wants out (RFC 7009 §2.1). */
async function describeFamilyEnd(
  { ports }: Context,
  value: string,
  { client, method }: ProvedClient,
): Promise<Fact | null> {
  const found = await findPresentedRefresh(ports.store, value);
  if (found === null) return null;
  const { id, clientId, userId, revokedAt } = found.family;
  if (clientId !== client.id) throw invalidGrant('token of another client'); // protocol.md RV-2
  checkFamilyMethod(found.family, method);
  if (revokedAt !== null) return null;
  return { kind: 'family_revoked', familyId: id, clientId, userId, reason: 'client', cause: 'request' };
}

/** An access token ends alone (protocol.md RV-2). */
async function describeTokenEnd(
  context: Context,
  value: string,
  { client, at }: { client: AuthenticatedClient; at: Instant },
): Promise<Fact | null> {
  const token = await findIssuedToken(context, value, secondOf(at));
  if (token === null) return null;
  const { tokenId, clientId, userId, expiresAt } = token;
  if (clientId !== client.id) throw invalidGrant('token of another client');
  return { kind: 'access_token_revoked', tokenId, clientId, userId, expiresAt, reason: 'client' };
}
