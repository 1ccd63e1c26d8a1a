/** The registration endpoint (RFC 7591 §3, clients.md §2): limit, admission, body, members, in this order. */

import { createdReply, noting, type Reply } from '@grantor/protocol';
import { admit } from '../registration/admission.ts';
import { clientInformation } from '../registration/answer.ts';
import { readMetadata } from '../registration/body.ts';
import { newcomer } from '../registration/newcomer.ts';
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
  const beyond = policy.registration.kind === 'by_token' ? 'any' : [];
  const given = { json, beyond, at, source } as const;
  const { registration, told } = await newcomer(context, given);
  await ports.store.commit({ facts: [{ kind: 'client_registered', registration }], at, source });
  return noting(createdReply(clientInformation(registration, told, policy)), registration.client.id);
}
