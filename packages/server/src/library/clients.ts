/** Clients of this instance in the hands of the application around it. */

import { type ClientInformation, type Engine, UnacceptableMetadata } from '@grantor/engine';
import { clientId } from '@grantor/protocol';

export type Clients = {
  /**
   * Registers a client by its metadata (RFC 7591 §2, clients.md), whether strangers may register or not, and answers
   * its client information: `client_secret`, where it has one, and `registration_access_token` are told this once.
   * Audited. Rejects with MetadataRefused.
   */
  readonly register: (metadata: object) => Promise<ClientInformation>;
  /** An active client, registered or declared, as its metadata; no secret is in it. null: there is none. */
  readonly get: (id: string) => Promise<ClientInformation | null>;
  /**
   * Ends a registered client with its tokens, codes and consents. Audited. false: there is none of that id, or it is
   * declared, and ends where it is declared.
   */
  readonly remove: (id: string) => Promise<boolean>;
};

/** The metadata are refused; `problems` are all there are: which member, and why. */
export class MetadataRefused extends Error {
  override readonly name = 'MetadataRefused';
  readonly problems: readonly { readonly member: string; readonly wrong: string }[];

  constructor({ problems }: UnacceptableMetadata) {
    super(problems.map(({ at, sentence }) => `${at}: ${sentence}`).join('\n'));
    this.problems = problems.map(({ at, sentence }) => ({ member: at, wrong: sentence }));
  }
}

export const clientsOf = (
  engine: Pick<Engine, 'registerClient' | 'describeStored' | 'removeClient'>,
): Clients => ({
  register: (metadata) =>
    engine.registerClient(metadata).catch((failure: unknown) => {
      throw failure instanceof UnacceptableMetadata ? new MetadataRefused(failure) : failure;
    }),
  get: (id) => engine.describeStored(clientId(id)),
  remove: (id) => engine.removeClient(clientId(id)),
});
