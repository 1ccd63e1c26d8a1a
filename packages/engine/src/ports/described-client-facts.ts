/** What becomes of clients that are described elsewhere: in documents, or by federations. */

import type { Client } from '../model/client.ts';
import type { ClientDocument } from '../model/client-document.ts';

export type DescribedClientFact =
  /**
   * Guard: no client of another source has this id. Stores the client its document describes, and the copy.
   * `changed`: the settings in which it differs; null: there was none, or it had been withdrawn.
   */
  | {
      readonly kind: 'document_adopted';
      readonly client: Client;
      readonly document: ClientDocument;
      readonly changed: readonly string[] | null;
    }
  /** Guard: the client is stored. The document says what it said before. */
  | { readonly kind: 'document_confirmed'; readonly document: ClientDocument }
  /** The client is inactive from now on, with every token of it, until its document is good again. Idempotent. */
  | { readonly kind: 'document_withdrawn'; readonly client: Client }
  /**
   * Guard: no client of another source has this id. `changed`: the settings in which it differs from the registration
   * before; null: there was none.
   */
  | {
      readonly kind: 'federation_client_registered';
      readonly client: Client;
      readonly changed: readonly string[] | null;
    };
