/** What clients sent, as the control plane takes it (federation-vci-authlete.md ATL-6). */

import type { BackChannelRequest } from '@grantor/engine';
import { checkQuery, readCredentials } from '@grantor/engine/surface';
import {
  decodeUtf8,
  encodeForm,
  OAuthError,
  parseAuthorization,
  parseBasic,
  parseJsonObject,
} from '@grantor/protocol';
import { unreadable } from '../http/refuse.ts';

/** A form as it came; the control plane reads it by the same rules as we would. Throws `invalid_request`. */
export function parametersOf({ contentType, contentEncoding, body }: FormRequest): string {
  const isForm = contentType?.toLowerCase().split(';')[0]?.trim() === 'application/x-www-form-urlencoded';
  const text = decodeUtf8(body);
  if ((body.length > 0 && !isForm) || contentEncoding !== undefined || text === null) throw unreadable();
  return text;
}

/** The members of a JSON object as the form that the service takes; anything else as it came (protocol.md §1). */
export function asForm(request: BackChannelRequest): BackChannelRequest {
  if (request.contentType?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') return request;
  const body = Buffer.from(encodeForm(parseJsonObject(request).entries()));
  return { ...request, contentType: 'application/x-www-form-urlencoded', body };
}

type FormRequest = Pick<BackChannelRequest, 'contentType' | 'contentEncoding' | 'body'>;
type Shown = Pick<BackChannelRequest, 'dpop' | 'certificate' | 'source'>;

/** The access token, once and never in the URL, by the rules of our own engine; null: there is none. */
export function presented(request: BackChannelRequest): string | null {
  try {
    return readCredentials(request).token;
  } catch (failure) {
    if (failure instanceof OAuthError && failure.code === 'missing_token') return null;
    throw failure;
  }
}

/** A form, whose credentials do not stand in the URL. Throws `invalid_request`. */
export function formOf(request: BackChannelRequest): string {
  checkQuery(request.query);
  return parametersOf(request);
}

/** A form, with all by which its client proves itself. Throws `invalid_request`. */
export const credentialsOf = (request: BackChannelRequest, baseUrl: string) => ({
  parameters: formOf(request),
  ...basicOf(request.authorization),
  ...proofsOf(request, baseUrl),
  ...attestationOf(request),
});

/** Client Attestation §7.1; of two of a kind neither counts. */
const attestationOf = ({ attestation }: Pick<BackChannelRequest, 'attestation'>) => ({
  ...joined('oauthClientAttestation', attestation?.statements ?? []),
  ...joined('oauthClientAttestationPop', attestation?.proofs ?? []),
});

const joined = (name: string, values: readonly string[]) =>
  values.length === 0 ? {} : { [name]: values.join(', ') };

/** A proof has to name what was called, alias or not (advanced.md DPO-2). */
export function proofsOf({ dpop, certificate, source: { method, path } }: Shown, baseUrl: string) {
  // Two are none: which of them counts is nobody's guess (RFC 9449 §4.3)
  const proof = dpop.length === 0 ? {} : { dpop: dpop.join(', '), htm: method, htu: `${baseUrl}${path}` };
  return { ...proof, ...(certificate === null ? {} : { clientCertificate: pemOf(certificate.der) }) };
}

const pemOf = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

/** Of a client, in the header (RFC 6749 §2.3.1); nothing where there are none, and what nobody has for others. */
export function basicOf(authorization: string | undefined): {
  readonly clientId?: string;
  readonly clientSecret?: string;
} {
  const parsed = authorization === undefined ? null : parseAuthorization(authorization);
  if (parsed === null || parsed.scheme !== 'basic') return {};
  const credentials = parseBasic(parsed.value);
  return credentials === null
    ? { clientId: '', clientSecret: '' }
    : { clientId: credentials.user, clientSecret: credentials.password };
}
