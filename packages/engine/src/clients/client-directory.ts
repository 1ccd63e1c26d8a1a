import { type ClientId, OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { DocumentFault } from '../model/client-document.ts';
import type { Fact, Source } from '../ports/facts.ts';

/** Where a client id leads (clients.md §1). */
export interface ClientDirectory {
  /**
   * A stored client first, then, for an https URL, its document. null: unknown. Throws `DocumentRefused`.
   * `source`: whose request it is, for the audit of what a fetched document changes.
   */
  find(id: string, source: Source): Promise<Client | null>;
  /**
   * The same for a request that may bring a client nobody has registered: by what its federations say of it, where
   * nothing is known of the id here (OpenID Federation §12.1). Throws `FederationRefused`, too.
   */
  meet(meeting: Meeting): Promise<Arrival | null>;
}

export type Meeting = {
  readonly id: string;
  /** The request object that came by value, unopened. */
  readonly object: string | undefined;
  readonly source: Source;
};

/** A client, with what registers it: to be kept with the first proof that it is the client. */
export type Arrival = { readonly client: Client; readonly facts: readonly Fact[] };

/** The client id is the name of an entity that cannot be taken as a client; the error says why. */
export class FederationRefused extends OAuthError {
  constructor(entity: ClientId, { code, description, detail, retryAfter }: OAuthError) {
    const again = retryAfter === undefined ? {} : { retryAfter };
    super(code, description, { detail: `${entity}: ${detail ?? code}`, ...again });
  }
}

/** The client id is the address of a document that makes no client (CIMD §4.3). */
export class DocumentRefused extends OAuthError {
  readonly host: string;
  readonly fault: DocumentFault;

  constructor(host: string, fault: DocumentFault) {
    super('invalid_client', 'The metadata document of the client cannot be used.', {
      detail: `${host}: ${fault}`,
    });
    this.host = host;
    this.fault = fault;
  }
}
