/** Clients read, replace and delete their own registration (RFC 7592 §2, clients.md §3). */

import {
  after,
  bearerToken,
  clientId,
  type Epoch,
  equalDigests,
  type Hash,
  type Instant,
  jsonReply,
  noContentReply,
  noting,
  OAuthError,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { hasExpired, used, useOf } from '../clients/lifetime.ts';
import type { Registration } from '../model/registration.ts';
import type { Fact, Source } from '../ports/facts.ts';
import { checkOpen } from '../registration/admission.ts';
import { clientInformation } from '../registration/answer.ts';
import { readMetadata } from '../registration/body.ts';
import { checkPublishedReaders } from '../registration/encryption.ts';
import { parseClientMetadata } from '../registration/metadata.ts';
import { newRegistrationToken } from '../registration/newcomer.ts';
import { replaceClient } from '../registration/replacement.ts';
import { registrationRules } from '../registration/rules.ts';
import { checkSector } from '../registration/sector.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { ClientConfigurationRequest } from '../requests/request.ts';
import { answer } from './answer.ts';
import { withToll } from './toll.ts';

/** How long the token before counts beside a new one that nobody has used (clients.md §3). */
const overlap = 24 * 3600;

/** A client that showed its registration token. */
type Manager = {
  readonly registration: Registration;
  readonly token: string;
  readonly presented: Hash;
  readonly at: Instant;
  readonly now: Epoch;
};

type Work = (context: Context, manager: Manager, request: ClientConfigurationRequest) => Promise<Reply>;

const endpoint =
  (work: Work) =>
  (context: Context, request: ClientConfigurationRequest): Promise<Reply> => {
    const { source } = request;
    return answer(context.ports, { endpoint: 'client_configuration', source }, () =>
      withToll(context.ports, { limit: 'default', source }, async (toll) => {
        await toll.pay();
        const manager = await recognise(context, request);
        return noting(await work(context, manager, request), manager.registration.client.id);
      }),
    );
  };

/** RFC 7592 §2.1. The token is told as it came: hashes cannot be read back. */
export const readClient = endpoint(async ({ ports, policy }, manager, { source }) => {
  const { registration, token, at, now } = manager;
  const { client, registeredAt, earlierToken } = registration;
  const facts: Fact[] = [...useOf(client, policy, now)];
  if (earlierToken !== null && manager.presented === registration.tokenHash) {
    facts.push({ kind: 'registration_token_used', clientId: client.id, token: manager.presented });
  }
  if (facts.length > 0) await ports.store.commit({ facts, at, source });
  const seen = { client: used(client, policy, now), registeredAt };
  return jsonReply(clientInformation(seen, { token, secret: null }, policy));
});

/** How often is begun anew where somebody else changed the client in between. */
const mostTries = 20;

/** RFC 7592 §2.2. Replaces everything the client may say of itself. */
export const replaceClientMetadata = endpoint(async (context, manager, request) => {
  const { ports, policy } = context;
  // Each one is written, and told to the audit log, so each one counts (security.md L-8)
  await charge(ports, { limit: 'registration', source: request.source }, null);
  checkOpen(policy.registration);
  const json = await readMetadata(request);
  const published = await metadataIn(context, json, manager);
  await checkSector(ports.sectors, published, request.source);
  await checkPublishedReaders(ports.clientKeys, published, request.source);
  // Whoever publishes that may take their time: what an administrator changed meanwhile is not to come back
  for (let tries = 0; tries < mostTries; tries += 1) {
    const current = await recognise(context, request);
    const reply = await replace(context, { json, current, source: request.source });
    if (reply !== null) return reply;
  }
  throw new OAuthError('temporarily_unavailable', 'The client changes too often.', { retryAfter: 1 });
});

/** A client keeps what it was trusted with, and reaches nothing else. */
async function metadataIn(
  context: Context,
  json: object,
  { registration }: Manager,
): Promise<ReturnType<typeof parseClientMetadata>> {
  const held = registration.client.grantTypes;
  const resources = await context.ports.store.listResources();
  return parseClientMetadata(json, registrationRules(context, resources, held));
}

type Replacing = { readonly json: object; readonly current: Manager; readonly source: Source };

/** null: it was changed since it was read. */
async function replace(context: Context, { json, current, source }: Replacing): Promise<Reply | null> {
  const { ports, policy } = context;
  const { registration, presented, at, now } = current;
  const metadata = await metadataIn(context, json, current);
  const { client, secret, changed, consents } = replaceClient({ json, metadata }, registration.client, {
    random: ports.random,
    now,
  });
  const token = newRegistrationToken(ports.random);
  const { version, registeredAt } = registration;
  const fact: Fact = {
    ...{ kind: 'client_replaced', client, version, presented },
    ...{ next: sha256(token), earlierUntil: after(now, overlap), changed, consents },
  };
  const result = await ports.store.commit({ facts: [fact], at, source });
  if (!result.ok) return null;
  return jsonReply(clientInformation({ client, registeredAt }, { token, secret }, policy));
}

/** RFC 7592 §2.3. Ends the client with all it was given. */
export const deleteClient = endpoint(async ({ ports }, { registration, presented, at }, { source }) => {
  const fact: Fact = { kind: 'client_deleted', client: registration.client, presented };
  const result = await ports.store.commit({ facts: [fact], at, source });
  if (!result.ok) throw notRecognised();
  return noContentReply();
});

/** Throws `invalid_token`, in one form whether the client or the token is the wrong one (RFC 7592 §2.1). */
async function recognise(context: Context, request: ClientConfigurationRequest): Promise<Manager> {
  const { ports } = context;
  const at = ports.clock.now();
  const now = secondOf(at);
  const token = bearerToken(request.authorization);
  const registration = await ports.store.findRegistration(clientId(request.clientId));
  if (token === null || registration === null) throw notRecognised();
  const presented = sha256(token);
  if (!isToken(registration, presented, now) || registration.client.status !== 'active')
    throw notRecognised();
  if (await hasExpired(context, registration.client, now)) throw notRecognised();
  return { registration, token, presented, at, now };
}

function isToken({ tokenHash, earlierToken }: Registration, presented: Hash, now: Epoch): boolean {
  if (equalDigests(tokenHash, presented)) return true;
  return earlierToken !== null && earlierToken.until > now && equalDigests(earlierToken.hash, presented);
}

const notRecognised = (): OAuthError =>
  new OAuthError('invalid_token', 'The registration access token does not fit this client.');
