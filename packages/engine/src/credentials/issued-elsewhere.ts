/** Credentials whose claims a front-end knows (federation-vci-authlete.md §3.2): it has a request read, and what it says issued. */

import {
  after,
  type Epoch,
  emptyReply,
  noting,
  OAuthError,
  type PublicJwk,
  type Reply,
  secondOf,
} from '@grantor/protocol';
import { MissingScope } from '../endpoints/answer.ts';
import { answerHolder } from '../endpoints/bearer.ts';
import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import type { Fact } from '../ports/facts.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { readOrder } from './credential.ts';
import type { CredentialContext } from './credential-context.ts';
import { invalidRequest } from './credential-request.ts';
import { chargeHolder, holderOf, opens } from './entitled.ts';
import { nonceUsed } from './key-proof.ts';
import { makeCredentials } from './make-credentials.ts';

export type ReadRequest = {
  /** Good for this token alone, for ten minutes. */
  readonly identifier: string;
  readonly configuration: CredentialConfiguration;
};

/** What was asked for, sealed: nothing is kept of it. */
type Kept = {
  readonly family: string;
  readonly configuration: string;
  readonly keys: readonly PublicJwk[] | null;
  readonly spends: readonly Fact[];
  readonly until: Epoch;
};

/** Seconds, as for tickets (federation-vci-authlete.md ATL-5). */
const readFor = 600;

const label = 'credential request';

/** By every rule of the credential endpoint; `read`: null where the reply refuses it. The front-end looked at the holder before. */
export async function readForFrontEnd(
  context: CredentialContext,
  request: BackChannelRequest,
): Promise<{ readonly reply: Reply; readonly read: ReadRequest | null }> {
  const { clock, secrets } = context.ports;
  let read: ReadRequest | null = null;
  const reply = await answerHolder(context, request, {
    ...({ name: 'credential', holder: 'shown_before' } as const),
    reply: async (found) => {
      const { configuration, holder, keys, spends } = await readOrder(context, request, found);
      const kept: Kept = {
        ...{ family: holder.familyId, configuration: configuration.id, keys, spends },
        until: after(secondOf(clock.now()), readFor),
      };
      read = { identifier: secrets.seal(JSON.stringify(kept), label), configuration };
      return noting(emptyReply(), found.client.id);
    },
  });
  return { reply, read };
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
      const kept = open(context, identifier);
      const now = secondOf(context.ports.clock.now());
      if (kept === null || kept.family !== holder.familyId || kept.until <= now)
        throw invalidRequest('The request is unknown, too old, or of another token.');
      const configurations = await context.ports.store.listCredentialConfigurations();
      const configuration = configurations.find(({ id }) => id === kept.configuration);
      if (configuration === undefined) throw invalidRequest('There is no such credential.');
      if (!opens(found.token, configuration)) throw new MissingScope(configuration.scope ?? '');
      // An administrator of this server looks first, and the wallet collects it here
      if (configuration.approval === 'needed')
        throw new OAuthError('credential_request_denied', 'The credential is granted by an administrator.');
      await chargeHolder(context, holder, request.source);
      const { keys, spends } = kept;
      const made = await makeCredentials(context, {
        ...{ configuration, holder, keys, spends, said, source: request.source },
      });
      if (made.kind === 'lost') throw nonceUsed();
      return noting(made.reply, found.client.id);
    },
  });

function open({ ports: { secrets } }: CredentialContext, identifier: string): Kept | null {
  try {
    return JSON.parse(secrets.open(identifier, label));
  } catch {
    return null; // sealed by nobody here
  }
}
