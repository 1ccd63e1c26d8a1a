/** What a client or a resource sent to a front-end, as if it had been sent to the endpoint here. */

import type { BackChannelRequest, ClientCertificate, Source } from '@grantor/engine';
import { certificateThumbprint, encodeForm, readCertificateHeader } from '@grantor/protocol';
import { CallRefused } from './call-refused.ts';

/** Nothing of the call itself counts (federation-vci-authlete.md ATL-6, ATL-22). */
export type Evidence = {
  readonly parameters?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly dpop?: string | undefined;
  readonly htm?: string | undefined;
  readonly htu?: string | undefined;
  readonly oauthClientAttestation?: string | undefined;
  readonly oauthClientAttestationPop?: string | undefined;
};

export type Place = { readonly path: string; readonly source: Source };

const component = (text: string): string => encodeForm([['', text]]).slice(1);

/** RFC 6749 §2.3.1 */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${component(id)}:${component(secret)}`).toString('base64')}`;

function certificateIn(pem: string | undefined): ClientCertificate | null {
  if (pem === undefined) return null;
  const der = readCertificateHeader(pem);
  if (der === null) throw new CallRefused('bad_call', 'clientCertificate is no certificate');
  return { der, thumbprint: certificateThumbprint(der) };
}

const listOf = (given: string | undefined): readonly string[] => (given === undefined ? [] : [given]);

const head = (evidence: Evidence, { path, source }: Place) => ({
  ...{ contentEncoding: undefined, accept: undefined, query: '' },
  dpop: listOf(evidence.dpop),
  certificate: certificateIn(evidence.clientCertificate),
  attestation: {
    statements: listOf(evidence.oauthClientAttestation),
    proofs: listOf(evidence.oauthClientAttestationPop),
  },
  called: evidence.htu === undefined ? undefined : { method: evidence.htm ?? 'POST', url: evidence.htu },
  source: { ...source, method: evidence.htm ?? 'POST', path },
});

/** A form of a client; one that was named in a header alone is named in the form. */
export function formSent(evidence: Evidence, place: Place): BackChannelRequest {
  const { parameters = '', clientId, clientSecret } = evidence;
  const isNamed =
    clientId === undefined || clientSecret !== undefined || /(?:^|&)client_id=/.test(parameters);
  const named = isNamed ? [] : [encodeForm([['client_id', clientId]])];
  return {
    ...head(evidence, place),
    contentType: 'application/x-www-form-urlencoded',
    authorization:
      clientId !== undefined && clientSecret !== undefined ? basic(clientId, clientSecret) : undefined,
    body: Buffer.from([...named, ...(parameters === '' ? [] : [parameters])].join('&')),
  };
}

/** A request with an access token: as DPoP where a proof came with it (RFC 9449 §7.1). */
export const tokenSent = (token: string, evidence: Evidence, place: Place): BackChannelRequest => ({
  ...head(evidence, place),
  contentType: undefined,
  authorization: `${evidence.dpop === undefined ? 'Bearer' : 'DPoP'} ${token}`,
  body: new Uint8Array(),
});

/** JSON of a client about itself. */
export const jsonSent = (token: string | undefined, json: string | undefined, place: Place) => ({
  ...head({}, place),
  contentType: 'application/json',
  authorization: token === undefined || token === '' ? undefined : `Bearer ${token}`,
  body: async () => Buffer.from(json ?? ''),
});
