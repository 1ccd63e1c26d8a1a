/** Credentials whose claims a front-end knows (federation-vci-authlete.md §3.2): it has a request read, and what it says issued. */

import {
  after,
  type Epoch,
  emptyReply,
  noting,
  type PublicJwk,
  type Reply,
  secondOf,
} from '@grantor/protocol';
import { answer, MissingScope } from '../endpoints/answer.ts';
import { answerHolder } from '../endpoints/bearer.ts';
import { readCredentials } from '../endpoints/presented-credentials.ts';
import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import type { Fact } from '../ports/facts.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import { defer, readOrder } from './credential.ts';
import type { CredentialContext } from './credential-context.ts';
import { invalidRequest, invalidTransactionId, readTransactionId } from './credential-request.ts';
import { collect, findTransaction } from './deferred-credential.ts';
import { chargeHolder, holderOf, opens } from './entitled.ts';
import { nonceUsed } from './key-proof.ts';
import { makeCredentials } from './make-credentials.ts';

export type ReadRequest = {
  /** Good for this token alone, for ten minutes. */
  readonly identifier: string;
  readonly configuration: CredentialConfiguration;
};

/** What a request comes to; `read`: null where the reply refuses it. */
type Reading = { readonly reply: Reply; readonly read: ReadRequest | null };

/** What was asked for, sealed: nothing is kept of it. */
type Kept = {
  readonly family: string;
  readonly configuration: string;
  readonly keys: readonly PublicJwk[] | null;
  readonly spends: readonly Fact[];
  readonly until: Epoch;
};

/** The orders of the API name no token where a request waited. */
type KeptTransaction = { readonly transaction: string; readonly token: string; readonly until: Epoch };

/** Seconds, as for tickets (federation-vci-authlete.md ATL-5). */
const readFor = 600;

const labels = { credential: 'credential request', deferred_credential: 'deferred credential' } as const;
type Endpoint = keyof typeof labels;

/** By every rule of the credential endpoint. The front-end looked at the holder before. */
export const readForFrontEnd = (context: CredentialContext, request: BackChannelRequest): Promise<Reading> =>
  readAt(context, request, {
    name: 'credential',
    read: async (found) => {
      const { configuration, holder, keys, spends } = await readOrder(context, request, found);
      const kept = { family: holder.familyId, configuration: configuration.id, keys, spends };
      return { configuration, kept };
    },
  });

/** By every rule of the deferred credential endpoint, but that the request may wait still. */
export const readDeferredForFrontEnd = (
  context: CredentialContext,
  request: BackChannelRequest,
): Promise<Reading> =>
  readAt(context, request, {
    name: 'deferred_credential',
    read: async (found) => {
      const { id, configuration } = await findTransaction(context, readTransactionId(request), found);
      const { token } = readCredentials(request);
      return { configuration, kept: { transaction: id, token } satisfies Omit<KeptTransaction, 'until'> };
    },
  });

type Read = { readonly configuration: CredentialConfiguration; readonly kept: object };

type Reader = { readonly name: Endpoint; readonly read: (found: ActiveToken) => Promise<Read> };

async function readAt(
  context: CredentialContext,
  request: BackChannelRequest,
  { name, read }: Reader,
): Promise<Reading> {
  const { clock, secrets } = context.ports;
  let made: ReadRequest | null = null;
  const reply = await answerHolder(context, request, {
    ...{ name, holder: 'shown_before' },
    reply: async (found) => {
      const { configuration, kept } = await read(found);
      const sealed = JSON.stringify({ ...kept, until: after(secondOf(clock.now()), readFor) });
      made = { identifier: secrets.seal(sealed, labels[name]), configuration };
      return noting(emptyReply(), found.client.id);
    },
  });
  return { reply, read: made };
}

export type FrontEndOrder = {
  readonly identifier: string;
  /** Claims by their names, within what the person agreed to. */
  readonly said: Readonly<Record<string, unknown>>;
};

/** The credentials, once where proofs came with the request: their nonce counts once (OpenID4VCI §8.3). */
export const issueForFrontEnd = (
  context: CredentialContext,
  request: BackChannelRequest,
  { identifier, said }: FrontEndOrder,
): Promise<Reply> =>
  answerHolder(context, request, {
    ...({ name: 'credential', holder: 'shown_before' } as const),
    reply: async (found) => {
      const holder = holderOf(context, found);
      const kept = open<Kept>(context, identifier, 'credential');
      if (kept === null || kept.family !== holder.familyId)
        throw invalidRequest('The request is unknown, too old, or of another token.');
      const configurations = await context.ports.store.listCredentialConfigurations();
      const configuration = configurations.find(({ id }) => id === kept.configuration);
      if (configuration === undefined) throw invalidRequest('There is no such credential.');
      if (!opens(found.token, configuration)) throw new MissingScope(configuration.scope ?? '');
      await chargeHolder(context, holder, request.source);
      const { keys, spends } = kept;
      const order = { configuration, holder, keys, spends, source: request.source };
      // What is said of the person then counts, once an administrator has looked
      if (configuration.approval === 'needed') return defer(context, order);
      const made = await makeCredentials(context, { ...order, said });
      if (made.kind === 'lost') throw nonceUsed();
      return noting(made.reply, found.client.id);
    },
  });

/** The same where the request waited: 202 as long as nobody has decided, and the credentials once (OpenID4VCI §9). */
export const issueDeferredForFrontEnd = (
  context: CredentialContext,
  request: BackChannelRequest,
  { identifier, said }: FrontEndOrder,
): Promise<Reply> => {
  const { source } = request;
  const name = 'deferred_credential';
  const kept = open<KeptTransaction>(context, identifier, name);
  if (kept === null)
    return answer(context.ports, { endpoint: name, source }, async () => {
      throw invalidTransactionId('it was not read here, or too long ago');
    });
  const held = { ...request, authorization: `Bearer ${kept.token}` };
  return answerHolder(context, held, {
    ...{ name, holder: 'shown_before' },
    reply: async (found) => {
      const transaction = await findTransaction(context, kept.transaction, found);
      return collect(context, transaction, { source, said });
    },
  });
};

/** null: sealed by nobody here, for something else, or too long ago. */
function open<Value extends { readonly until: Epoch }>(
  { ports: { secrets, clock } }: CredentialContext,
  identifier: string,
  name: Endpoint,
): Value | null {
  try {
    const value: Value = JSON.parse(secrets.open(identifier, labels[name]));
    return value.until > secondOf(clock.now()) ? value : null;
  } catch {
    return null;
  }
}
