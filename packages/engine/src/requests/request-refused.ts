import { type ErrorCode, OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { RefusalCause } from '../ports/observer.ts';

/** A refusal that never reaches the client (RFC 6749 §4.1.2.1): of which client, and what is wrong. */
export class RequestRefused extends OAuthError {
  readonly fault: RefusalCause;
  /** The stored client of that id, also where it may not be served; null: there is none. */
  readonly client: Client | null;

  constructor(
    { fault, client }: { readonly fault: RefusalCause; readonly client: Client | null },
    code: ErrorCode,
    told: { readonly description: string; readonly detail?: string },
  ) {
    super(code, told.description, told.detail === undefined ? {} : { detail: told.detail });
    this.fault = fault;
    this.client = client;
  }
}
