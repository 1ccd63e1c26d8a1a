/** Credentials of people whom this server knows, in front of another engine: the service reads what a wallet asks for, and issues what is said here. */

import type { BackChannelRequest } from '@grantor/engine';
import { decodeUtf8, errorReply, isJsonObject, type Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { nothingAt, tokenMissing, unreadable } from '../http/refuse.ts';
import { pick } from './claims.ts';
import type { FacadeWorld } from './endpoints.ts';
import { controlPlaneFault } from './fault.ts';
import { relayed } from './relay.ts';
import { presented, proofsOf } from './sent.ts';

export type CredentialsWorld = Pick<FacadeWorld, 'controlPlane' | 'baseUrl' | 'people'>;

/** OpenID4VCI §8 */
export const issueCredential = (request: BackChannelRequest, world: CredentialsWorld): Promise<Reply> =>
  toHolder(request, world, async ({ subject, ...sent }) => {
    const read = await world.controlPlane.tell('vci/single/parse', sent);
    if (read.action !== 'OK') return relayed(read);
    const { accessToken } = sent;
    const order = orderFor(subject, read.reply.info, world);
    return relayed(await world.controlPlane.tell('vci/single/issue', { accessToken, order }));
  });

/** OpenID4VCI §9: what somebody decides about where the service is */
export const collectCredential = (request: BackChannelRequest, world: CredentialsWorld): Promise<Reply> =>
  toHolder(request, world, async ({ subject, ...sent }) => {
    const read = await world.controlPlane.tell('vci/deferred/parse', sent);
    if (read.action !== 'OK') return relayed(read);
    const order = orderFor(subject, read.reply.info, world);
    return relayed(await world.controlPlane.tell('vci/deferred/issue', { order }));
  });

/** OpenID4VCI §11 */
export const takeNotification = (request: BackChannelRequest, world: CredentialsWorld): Promise<Reply> =>
  toHolder(request, world, async ({ accessToken, requestContent }) => {
    const told = await world.controlPlane.tell('vci/notification', { accessToken, requestContent });
    return told.action === 'NOT_FOUND' ? errorReply(nothingAt()) : relayed(told);
  });

type Held = { readonly accessToken: string; readonly requestContent: string; readonly subject: string };

async function toHolder(
  request: BackChannelRequest,
  { controlPlane, baseUrl }: CredentialsWorld,
  reply: (held: Held) => Promise<Reply>,
): Promise<Reply> {
  const accessToken = presented(request);
  if (accessToken === null) return tokenMissing();
  const requestContent = decodeUtf8(request.body);
  if (requestContent === null || request.contentEncoding !== undefined) throw unreadable();
  // Whether the wallet holds the key of its token is looked at here alone: it is not asked for any more below
  const proofs = proofsOf(request, baseUrl);
  const held = await controlPlane.tell('auth/introspection', { token: accessToken, ...proofs });
  if (held.action !== 'OK') return relayed({ ...held, relay: explained(held.relay) });
  return reply({ accessToken, requestContent, subject: held.reply.subject ?? '' });
}

function orderFor(
  subject: string,
  { identifier, details }: Read = {},
  { people }: Pick<CredentialsWorld, 'people'>,
) {
  const person = people.find(subject);
  const said = person === null ? {} : pick(person.claims, namesIn(details));
  return { requestIdentifier: identifier, credentialPayload: JSON.stringify(said) };
}

type Read = authlete.ReplyOf<'vci/single/parse'>['info'];

type Relayed = Parameters<typeof relayed>[0]['relay'];

/** Wallets read the error in the body, too (OpenID4VCI §8.3.1.2). */
const explained = (relay: Relayed): Relayed =>
  relay.as === 'challenge' ? { ...relay, body: 'json error' } : relay;

/** The members of what is known of people that the credential has something of. */
function namesIn(details: string | undefined): readonly string[] {
  const value: unknown = JSON.parse(details ?? '{}');
  const claims = isJsonObject(value) ? value['claims'] : undefined;
  if (!Array.isArray(claims)) throw controlPlaneFault('a credential without its claims');
  return claims.flatMap(({ path }: { path?: unknown }) => {
    const name: unknown = Array.isArray(path) ? path[0] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}
