/** Credentials of people whom this server knows, in front of another engine (OpenID4VCI §8): the service reads what a wallet asks for, and issues what is said here. */

import type { BackChannelRequest } from '@grantor/engine';
import { decodeUtf8, isJsonObject, type Reply } from '@grantor/protocol';
import { tokenMissing, unreadable } from '../http/refuse.ts';
import { pick } from './claims.ts';
import type { FacadeWorld } from './endpoints.ts';
import { controlPlaneFault } from './fault.ts';
import { relayed } from './relay.ts';
import { presented, proofsOf } from './sent.ts';

export type CredentialsWorld = Pick<FacadeWorld, 'controlPlane' | 'baseUrl' | 'people'>;

export async function issueCredential(request: BackChannelRequest, world: CredentialsWorld): Promise<Reply> {
  const { controlPlane, baseUrl, people } = world;
  const accessToken = presented(request);
  if (accessToken === null) return tokenMissing();
  const requestContent = decodeUtf8(request.body);
  if (requestContent === null || request.contentEncoding !== undefined) throw unreadable();
  // Whether the wallet holds the key of its token is looked at here alone: it is not asked for any more below
  const proofs = proofsOf(request, baseUrl);
  const held = await controlPlane.tell('auth/introspection', { token: accessToken, ...proofs });
  if (held.action !== 'OK') return relayed({ ...held, relay: explained(held.relay) });
  const read = await controlPlane.tell('vci/single/parse', { accessToken, requestContent });
  if (read.action !== 'OK') return relayed(read);
  const { identifier: requestIdentifier, details } = read.reply.info ?? {};
  const person = people.find(held.reply.subject ?? '');
  const said = person === null ? {} : pick(person.claims, namesIn(details));
  const order = { requestIdentifier, credentialPayload: JSON.stringify(said) };
  return relayed(await controlPlane.tell('vci/single/issue', { accessToken, order }));
}

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
