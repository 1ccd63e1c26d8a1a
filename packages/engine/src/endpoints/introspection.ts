/** Token introspection (RFC 7662, protocol.md §12): one read, no write. */

import {
  type Epoch,
  jsonReply,
  jwtReply,
  noting,
  type Reply,
  scopeMember,
  secondOf,
} from '@grantor/protocol';
import {
  type AuthenticatedClient,
  authenticate,
  findClaimant,
  known,
  refuseClient,
} from '../client-auth/authenticate.ts';
import { chargeClient } from '../client-auth/client-charge.ts';
import { clientParameters } from '../client-auth/registry.ts';
import { spending } from '../client-auth/spending.ts';
import { missing } from '../grants/refusal.ts';
import type { Client } from '../model/client.ts';
import type { Source } from '../ports/facts.ts';
import type { SigningRequest } from '../ports/ports.ts';
import { algorithmFor, profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { isDefaultAudience } from '../tokens/audience.ts';
import { detailsMember } from '../tokens/authorization-details.ts';
import { findPresentedRefresh, issuedAt, isUsable } from '../tokens/presented-refresh.ts';
import { findActiveToken, type PresentedToken } from '../tokens/presented-token.ts';
import { isRefreshToken } from '../tokens/refresh-token.ts';
import { readRegistry } from '../tokens/registry.ts';
import { rightsLeft } from '../tokens/rights.ts';
import { signFor } from '../tokens/sign-for.ts';
import { publicNameOf, subjectSaid } from '../tokens/subject.ts';
import { describeToken } from '../tokens/token-description.ts';
import { answer } from './answer.ts';
import { readForm } from './form.ts';
import { withToll } from './toll.ts';

const parameters = ['token', 'token_type_hint', ...clientParameters];

export const introspect = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'introspection', source: request.source }, () =>
    withToll(context.ports, { limit: 'introspect', source: request.source }, async (toll) => {
      await toll.pay();
      return inspect(context, request);
    }),
  );

async function inspect(context: Context, request: BackChannelRequest): Promise<Reply> {
  const { ports } = context;
  const now = secondOf(ports.clock.now());
  const params = readForm(request, parameters);
  const claimant = await findClaimant(context, { ...request, params });
  const { source } = request;
  const proved = await authenticate(context, claimant, { now, source });
  const caller = proved.client;
  await chargeClient(ports, proved, source);
  // protocol.md IS-1: naming oneself is not authentication (RFC 7662 §2.1)
  if (proved.method === 'none')
    refuseClient(ports, { client: known(caller), source, detail: 'a public client proves nothing' });
  return spending(ports, { ...proved, source }, async () => {
    const value = params.get('token');
    if (value === undefined) throw missing('token');
    const description = isRefreshToken(value)
      ? await describeRefresh(context, { value, caller, now })
      : await describeAccess(context, { value, caller, now });
    // RFC 7662 §2.2: nothing but that it is not active
    const told = description ?? { active: false };
    const reply = wantsJwt(request.accept)
      ? jwtReply(await sign(context, { told, caller, now, source }), introspectionType)
      : jsonReply(told);
    return noting(reply, caller.id);
  });
}

// RFC 9701 §5
const answerType = 'token-introspection+jwt';
export const introspectionType = `application/${answerType}`;

/** Whether the answer is asked for as a JWT: by its very name, since every program takes `*\/*` (RFC 9701 §4). */
export const wantsJwt = (accept: string | undefined): boolean =>
  (accept ?? '').split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === introspectionType && !parameters.some((part) => /^q=0(?:\.0{0,3})?$/.test(part));
  });

type Told = {
  readonly told: object;
  readonly caller: AuthenticatedClient;
  readonly now: Epoch;
  readonly source: Source;
};

/** For this caller alone; without `sub` and `exp` of its own nobody takes it for a token (RFC 9701 §5, §8.1). */
const sign = ({ ports, policy }: Context, { told, caller, now, source }: Told): Promise<string> => {
  const profile = profileOf(caller, policy);
  const alg = algorithmFor({ profile, registered: caller.introspectionAlg }) ?? 'RS256'; // RFC 9701 §6
  const letter = introspectionLetter({ told, audience: caller.id, alg, now }, policy);
  return signFor(caller, letter, { ...ports, source });
};

/** What is signed; `audience`: whom it is for. */
export const introspectionLetter = (
  {
    told,
    audience,
    alg,
    now,
  }: Pick<Told, 'told' | 'now'> & { readonly audience: string; readonly alg: string },
  { issuer }: Pick<Context['policy'], 'issuer'>,
): SigningRequest & { readonly use: 'introspection' } => ({
  use: 'introspection',
  alg,
  typ: answerType,
  claims: { iss: issuer, aud: audience, iat: now, token_introspection: told },
  now,
});

type Question<Caller extends Client> = {
  readonly value: string;
  readonly caller: Caller;
  readonly now: Epoch;
};

async function describeAccess(context: Context, { value, caller, now }: Question<AuthenticatedClient>) {
  const found = await findActiveToken(context, value, now);
  if (found === null || !maySee(context, caller, found.token)) return null;
  return describeToken(context, found);
}

/** protocol.md IS-2 */
function maySee({ policy }: Context, caller: AuthenticatedClient, token: PresentedToken): boolean {
  if (token.clientId === caller.id) return true;
  if (token.audience.some((resource) => caller.ownResources.includes(resource))) return true;
  return caller.source === 'administrator' && isDefaultAudience(token.audience, policy);
}

/** A refresh token is shown to its own client only (protocol.md IS-2). */
export async function describeRefresh({ ports, policy }: Context, { value, caller, now }: Question<Client>) {
  const found = await findPresentedRefresh(ports.store, value);
  if (found === null || found.family.clientId !== caller.id || !isUsable(found, caller, now)) return null;
  const { family, account } = found;
  const { refresh, authentication } = family;
  const registry = await readRegistry(ports);
  const left = rightsLeft(family, { client: caller, account }, { policy, ...registry });
  if (refresh === null || left === null) return null;
  return {
    active: true,
    scope: scopeMember(left.scope),
    authorization_details: detailsMember(left.details),
    grant_id: family.grantId ?? undefined, // advanced.md GMT-6
    client_id: family.clientId,
    username: publicNameOf(caller, account),
    exp: Math.min(refresh.expiresAt, family.refreshEndsAt),
    iat: issuedAt(family, refresh),
    sub: subjectSaid(caller, family, ports.keys),
    iss: policy.issuer,
    auth_time: authentication.authTime,
    acr: authentication.acr,
    amr: authentication.amr,
  };
}
