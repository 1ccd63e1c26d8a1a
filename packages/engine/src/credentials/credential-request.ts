/** What a wallet asks for (OpenID4VCI §8.2, §9.1, §11.1); bodies of older drafts are no requests. */

import { type ErrorCode, isJsonObject, OAuthError, parseJson } from '@grantor/protocol';
import { type CredentialEvent, credentialEvents } from '../model/issued-credential.ts';
import type { BackChannelRequest } from '../requests/request.ts';

/** Named by what the token answer told, or by its configuration; never by both. */
export type CredentialName =
  | { readonly kind: 'identifier'; readonly identifier: string }
  | { readonly kind: 'configuration'; readonly id: string };

export type CredentialRequest = {
  readonly name: CredentialName;
  /** null: no proofs came. */
  readonly proofs: readonly string[] | null;
};

/** Throws `invalid_credential_request`, `invalid_encryption_parameters` or `invalid_proof`. */
export function readCredentialRequest(request: BackChannelRequest): CredentialRequest {
  const body = readBody(request, 'invalid_credential_request');
  refuseEncryption(body);
  const { credential_identifier: identifier, credential_configuration_id: id, format, proof } = body;
  // federation-vci-authlete.md VCI-9: what drafts called them
  if (format !== undefined || proof !== undefined)
    throw invalidRequest('The request is one of a draft of OpenID4VCI, not of version 1.0.');
  if ((identifier === undefined) === (id === undefined))
    throw invalidRequest('Exactly one of credential_identifier and credential_configuration_id is needed.');
  if (typeof (identifier ?? id) !== 'string')
    throw invalidRequest('The credential has to be named by a text.');
  const name: CredentialName =
    typeof identifier === 'string'
      ? { kind: 'identifier', identifier }
      : { kind: 'configuration', id: String(id) };
  return { name, proofs: readProofs(body['proofs']) };
}

// OpenID4VCI §8.2.1: one kind of proofs, of which there may be several
function readProofs(proofs: unknown): readonly string[] | null {
  if (proofs === undefined) return null;
  const kinds = isJsonObject(proofs) ? Object.entries(proofs) : [];
  const [first, ...others] = kinds;
  const [kind, values] = first ?? [];
  const isReadable = kind === 'jwt' && others.length === 0 && Array.isArray(values) && values.length > 0;
  if (!isReadable || !values.every((value) => typeof value === 'string'))
    throw new OAuthError('invalid_proof', 'The proofs have to be one or more JWTs, under the name jwt.');
  return values;
}

/** Throws `invalid_transaction_id` or `invalid_encryption_parameters`. */
export function readTransactionId(request: BackChannelRequest): string {
  const body = readBody(request, 'invalid_credential_request');
  refuseEncryption(body);
  const { transaction_id: id } = body;
  if (typeof id !== 'string') throw invalidTransactionId('there is none');
  return id;
}

export type CredentialNotification = {
  readonly id: string;
  readonly event: CredentialEvent;
  readonly description: string | null;
};

/** RFC 6749 §5.2: the characters of a description. */
const describing = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;
const longestDescription = 200;

/** Throws `invalid_notification_request`. */
export function readNotification(request: BackChannelRequest): CredentialNotification {
  const body = readBody(request, 'invalid_notification_request');
  const { notification_id: id, event, event_description: description = null } = body;
  const known = credentialEvents.find((each) => each === event);
  if (typeof id !== 'string' || known === undefined) {
    throw invalidNotification('The notification_id or the event is missing or unknown.');
  }
  const isText = typeof description === 'string' && describing.test(description);
  if (description !== null && !(isText && description.length <= longestDescription))
    throw invalidNotification('The event_description is too long, or not of the characters it may have.');
  return { id, event: known, description };
}

function readBody(request: BackChannelRequest, unreadable: ErrorCode): Readonly<Record<string, unknown>> {
  // OpenID4VCI §8.2: an encrypted request
  if (request.contentType?.toLowerCase().startsWith('application/jwt')) throw noEncryption();
  const body = parseJson(request, { unreadable });
  if (!isJsonObject(body)) throw new OAuthError(unreadable, 'The body is no JSON object.');
  return body;
}

function refuseEncryption(body: Readonly<Record<string, unknown>>): void {
  if (body['credential_response_encryption'] !== undefined) throw noEncryption();
}

// federation-vci-authlete.md VCI-18
const noEncryption = (): OAuthError =>
  new OAuthError('invalid_encryption_parameters', 'Requests and answers are not encrypted here.');

export const invalidRequest = (description: string): OAuthError =>
  new OAuthError('invalid_credential_request', description);

/** One text for what is unknown, collected, expired and another's. */
export const invalidTransactionId = (detail: string): OAuthError =>
  new OAuthError('invalid_transaction_id', 'The transaction_id is unknown, used, or of another wallet.', {
    detail,
  });

const invalidNotification = (description: string): OAuthError =>
  new OAuthError('invalid_notification_request', description);
