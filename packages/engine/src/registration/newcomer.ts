/** A client that registers now: what is stored of it, and what it alone gets to know (RFC 7591 §3.2.1). */

import { clientId, type Instant, secondOf, sha256 } from '@grantor/protocol';
import type { Registration } from '../model/registration.ts';
import type { Source } from '../ports/facts.ts';
import type { Random } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { Told } from './answer.ts';
import { checkPublishedReaders } from './encryption.ts';
import { parseClientMetadata } from './metadata.ts';
import { clientFromMetadata, withSecret } from './registered-client.ts';
import { registrationRules } from './rules.ts';
import { checkSector } from './sector.ts';
import { orderedUuid } from './uuid.ts';

export type Newcomer = { readonly registration: Registration; readonly told: Told };

type Given = {
  readonly json: object;
  /** Grant types beside those of strangers. */
  readonly beyond: 'any' | readonly string[];
  readonly at: Instant;
  /** Whose registration it is. */
  readonly source: Pick<Source, 'address'>;
};

/** Throws UnacceptableMetadata, with all that is wrong. */
export async function newcomer(
  context: Pick<Context, 'ports' | 'policy'>,
  { json, beyond, at, source }: Given,
): Promise<Newcomer> {
  const { ports } = context;
  const resources = await ports.store.listResources();
  const metadata = parseClientMetadata(json, registrationRules(context, resources, beyond));
  await checkSector(ports.sectors, metadata, source);
  await checkPublishedReaders(ports.clientKeys, metadata, source);
  const registeredAt = secondOf(at);
  const token = newRegistrationToken(ports.random);
  const { client, secret } = withSecret(
    clientFromMetadata(metadata, {
      id: clientId(orderedUuid(ports.random, at)),
      source: 'dynamic',
      secrets: [],
      furtherAuthMethods: [],
      lastUsedAt: registeredAt,
    }),
    ports.random,
  );
  const registration = { client, version: 1, registeredAt, tokenHash: sha256(token), earlierToken: null };
  return { registration, told: { token, secret } };
}

/** Good for the management of one client and for nothing else (RFC 7592 §5). */
export const newRegistrationToken = (random: Random): string => `gct_${random.token(32)}`;
