import { type Epoch, encodeBase64url } from '@grantor/protocol';
import type { IssuerDocument } from '../issuer/discovery.ts';
import type { IntrospectionOptions } from '../issuer/issuer-options.ts';
import type { Random } from '../ports/ports.ts';

/** What a request carries to prove who is asking: a header, or members of the form. */
export type CallerProof = {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: readonly (readonly [string, string])[];
};

export type CallerProofRequest = {
  readonly issuer: string;
  readonly document: IssuerDocument;
  readonly now: Epoch;
  readonly random: Random;
};

/** Seconds for which an assertion is good. */
const assertionLife = 60;

/** Proves the caller to the introspection endpoint (RFC 7662 §2.1): by its secret, or by a fresh assertion. */
export async function proveCaller(
  { clientId, credential }: IntrospectionOptions,
  request: CallerProofRequest,
): Promise<CallerProof> {
  if (credential.kind === 'client_secret') {
    return bySecret(clientId, credential.secret.reveal(), request.document.introspectionAuthMethods);
  }
  const { issuer, now, random } = request;
  const { alg, kid, key } = credential;
  const { SignJWT } = await import('jose'); // nobody else needs it (distribution.md D-4)
  // RFC 7523 §2.2; the issuer as audience names no endpoint that could be mistaken
  const assertion = await new SignJWT({ jti: encodeBase64url(random(16)) })
    .setProtectedHeader(kid === null ? { alg } : { alg, kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + assertionLife)
    .sign(key);
  return {
    headers: {},
    form: [
      ['client_id', clientId],
      ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      ['client_assertion', assertion],
    ],
  };
}

// RFC 6749 §2.3.1: Basic wherever it is not ruled out
function bySecret(clientId: string, secret: string, methods: readonly string[]): CallerProof {
  if (methods.includes('client_secret_post') && !methods.includes('client_secret_basic')) {
    return {
      headers: {},
      form: [
        ['client_id', clientId],
        ['client_secret', secret],
      ],
    };
  }
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, form: [] };
}
