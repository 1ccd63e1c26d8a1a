import { OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { DocumentFault } from '../model/client-document.ts';
import type { Source } from '../ports/facts.ts';

/** Where a client id leads (clients.md §1). */
export interface ClientDirectory {
  /**
   * A stored client first, then, for an https URL, its document. null: unknown. Throws `DocumentRefused`.
   * `source`: whose request it is, for the audit of what a fetched document changes.
   */
  find(id: string, source: Source): Promise<Client | null>;
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
