/** The registration endpoint (RFC 7591 §3, clients.md §2): limit, admission, body, members, in this order. */

import { clientId, createdReply, noting, type Reply, secondOf, sha256 } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';
import { admit } from '../registration/admission.ts';
import { clientInformation } from '../registration/answer.ts';
import { readMetadata } from '../registration/body.ts';
import { parseClientMetadata } from '../registration/metadata.ts';
import { clientFromMetadata, withSecret } from '../registration/registered-client.ts';
import { registrationRules } from '../registration/rules.ts';
import { randomUuid } from '../registration/uuid.ts';
import { charge } from '../requests/charge.ts';
import type { Context } from '../requests/context.ts';
import type { RegistrationRequest } from '../requests/request.ts';
import { answer } from './answer.ts';

export const register = (context: Context, request: RegistrationRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'registration', source: request.source }, () => create(context, request));

async function create(context: Context, request: RegistrationRequest): Promise<Reply> {
  const { ports, policy } = context;
  const { source } = request;
  const at = ports.clock.now();
  // Each one leaves a row, so each one counts (security.md L-8)
  await charge(ports, { limit: 'registration', source }, null);
  admit(policy, request.authorization);

  const json = await readMetadata(request);
  const resources = await ports.store.listResources();
  const beyond = policy.registration.kind === 'by_token' ? 'any' : [];
  const metadata = parseClientMetadata(json, registrationRules(context, resources, beyond));

  const registeredAt = secondOf(at);
  const token = newRegistrationToken(ports.random);
  const { client, secret } = withSecret(
    clientFromMetadata(metadata, {
      id: clientId(randomUuid(ports.random)),
      source: 'dynamic',
      secrets: [],
      furtherAuthMethods: [],
      lastUsedAt: registeredAt,
    }),
    ports.random,
  );
  const registration = { client, registeredAt, tokenHash: sha256(token), earlierToken: null };
  await ports.store.commit({ facts: [{ kind: 'client_registered', registration }], at, source });
  return noting(createdReply(clientInformation(registration, { token, secret }, policy)), client.id);
}

/** Good for the management of one client and for nothing else (RFC 7592 §5). */
export const newRegistrationToken = (random: Random): string => `gct_${random.token(32)}`;
