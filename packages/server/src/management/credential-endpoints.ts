/** What the credential issuer answers (OpenID4VCI), as the description says it. */

import { z } from 'zod';
import { keySet } from './protocol-requests.ts';
import { errorShape, json, ok, optional, refused, type Said, text } from './said.ts';

const found = (means: string, shape: z.ZodType) => ({
  200: ok(means, shape),
  404: { means: 'There is none', contents: { [json]: errorShape } } satisfies Said,
});

const read = (name: string) => ({ name, method: 'GET', security: 'nobody' }) as const;
const sent = (name: string) => ({ name, method: 'POST', security: 'token' }) as const;

const open = (name: string) => ({ name, method: 'POST', security: 'nobody' }) as const;

const credentials = z
  .looseObject({ credentials: z.array(z.looseObject({ credential: text })), notification_id: optional })
  .meta({ id: 'Credentials' });

const waiting = z.looseObject({ transaction_id: text, interval: z.int() }).meta({ id: 'DeferredCredential' });

export const credentialRows = {
  credentialIssuer: [
    {
      ...read('credentialIssuer'),
      summary: 'Which credentials are issued (OpenID4VCI §12.2)',
      answers: {
        200: {
          means: 'Its metadata, signed for whoever would rather have that',
          contents: {
            [json]: z.looseObject({ credential_issuer: text }).meta({ id: 'CredentialIssuer' }),
            'application/jwt': text,
          },
        } satisfies Said,
      },
    },
  ],
  credentialIssuerKeys: [
    {
      ...read('credentialIssuerKeys'),
      summary: 'Where the keys of the credential issuer are (SD-JWT VC §5)',
      answers: { 200: ok('The issuer and the address', z.looseObject({ issuer: text, jwks_uri: text })) },
    },
  ],
  credentialKeys: [
    {
      ...read('credentialKeys'),
      summary: 'The keys that credentials are verified with (RFC 7517 §5)',
      answers: { 200: { means: 'The keys', contents: { 'application/jwk-set+json': keySet } } },
    },
  ],
  credentialOffer: [
    {
      ...read('credentialOffer'),
      summary: 'An offer of credentials (OpenID4VCI §4.1.3)',
      answers: found('The offer', z.looseObject({ credential_issuer: text })),
    },
  ],
  credentialNonce: [
    {
      ...open('credentialNonce'),
      summary: 'A nonce for proofs of keys (OpenID4VCI §7)',
      answers: { 200: ok('The nonce', z.looseObject({ c_nonce: text })), ...refused },
    },
  ],
  attestationChallenge: [
    {
      ...open('attestationChallenge'),
      summary:
        'A challenge for proofs of attested clients, where they are asked for (Client Attestation §6.3)',
      answers: {
        200: ok('The challenge', z.looseObject({ attestation_challenge: text })),
        404: { means: 'None are asked for', contents: { [json]: errorShape } } satisfies Said,
        ...refused,
      },
    },
  ],
  credential: [
    {
      ...sent('credential'),
      json: z.looseObject({
        credential_identifier: optional,
        credential_configuration_id: optional,
        proofs: z.looseObject({ jwt: z.array(text).optional() }).optional(),
      }),
      summary: 'Issues credentials (OpenID4VCI §8)',
      answers: {
        200: ok('The credentials', credentials),
        202: ok('Somebody looks at the request first', waiting),
        ...refused,
      },
    },
  ],
  deferredCredential: [
    {
      ...sent('deferredCredential'),
      json: z.looseObject({ transaction_id: text }),
      summary: 'Credentials that somebody had to look at first (OpenID4VCI §9)',
      answers: {
        200: ok('The credentials', credentials),
        202: ok('Nobody has decided yet', waiting),
        ...refused,
      },
    },
  ],
  credentialNotification: [
    {
      ...sent('credentialNotification'),
      json: z.looseObject({ notification_id: text, event: text, event_description: optional }),
      summary: 'Says what became of credentials (OpenID4VCI §11)',
      answers: { 204: { means: 'It is noted' }, ...refused },
    },
  ],
  credentialType: [
    {
      ...read('credentialType'),
      summary: 'What a type of credential is (SD-JWT VC §6)',
      answers: found('Its metadata', z.looseObject({ vct: text })),
    },
  ],
  statusList: [
    {
      ...read('statusList'),
      summary: 'Which credentials are revoked (Token Status List §8.1)',
      answers: {
        200: { means: 'The signed list', contents: { 'application/statuslist+jwt': text } } satisfies Said,
        404: { means: 'There is none', contents: { [json]: errorShape } } satisfies Said,
      },
    },
  ],
} as const;
