/** Members that several operations have. */

import { flag, json, list, milliseconds, number, object, seconds, text, texts, word } from './field.ts';

export const scopes = list(object({ name: text, description: text, defaultEntry: flag }));

/** `client` of an answer; members that front-ends read without asking whether they are there come first (federation-vci-authlete.md ATL-23). */
export const client = object({
  ...{ number, clientId: number, clientIdAlias: text, clientIdAliasEnabled: flag, clientName: text },
  ...{ description: text, logoUri: text, tosUri: text, policyUri: text, clientUri: text },
  clientType: word('PUBLIC', 'CONFIDENTIAL'),
  subjectType: word('PUBLIC', 'PAIRWISE'),
  derivedSectorIdentifier: text,
  ...{ dynamicallyRegistered: flag, redirectUris: texts },
  attributes: list(object({ key: text, value: text })),
});

export const service = object({
  ...{ number, serviceName: text, issuer: text, pkceRequired: flag },
  supportedScopes: scopes,
});

/** Numbers in place of client ids, and the ids themselves (federation-vci-authlete.md ATL-4). */
export const clientNumber = { clientId: number, clientIdAlias: text, clientIdAliasUsed: flag } as const;

/** What the front-end saw of the client: never what its own call carries (federation-vci-authlete.md ATL-6, ATL-22). */
export const proofs = {
  ...{ clientCertificate: text, clientCertificatePath: texts },
  ...{ dpop: text, htm: text, htu: text, dpopNonceRequired: flag },
} as const;

export const credentials = {
  ...{ parameters: text, clientId: text, clientSecret: text, ...proofs },
  ...{ oauthClientAttestation: text, oauthClientAttestationPop: text },
} as const;

export const dpopNonce = { dpopNonce: text } as const;

/** What the next proof of a client has to carry; the API has no member for the challenge of attestations (Client Attestation §6.1). */
export const proofHints = { ...dpopNonce, oauthClientAttestationChallenge: text } as const;

export const properties = list(object({ key: text, value: text, hidden: flag }));

/** RFC 9396 §2; members beyond those of the specification are JSON. */
export const authorizationDetails = object({
  elements: list(
    object({
      ...{ type: text, locations: texts, actions: texts, dataTypes: texts, identifier: text },
      ...{ privileges: texts, otherFields: json },
    }),
  ),
});

/** Grant Management §6.4 */
export const grant = object({
  scopes: list(object({ scope: text, resource: texts })),
  claims: texts,
  authorizationDetails,
});

export const grantType = word(
  'AUTHORIZATION_CODE',
  'IMPLICIT',
  'PASSWORD',
  'CLIENT_CREDENTIALS',
  'REFRESH_TOKEN',
  'CIBA',
  'DEVICE_CODE',
  'TOKEN_EXCHANGE',
  'JWT_BEARER',
  'PRE_AUTHORIZED_CODE',
);

/** What is issued, and to whom. */
export const issuedTokens = {
  ...{ accessToken: text, accessTokenExpiresAt: milliseconds, accessTokenDuration: seconds },
  ...{ refreshToken: text, refreshTokenExpiresAt: milliseconds, refreshTokenDuration: seconds },
  ...{ idToken: text, jwtAccessToken: text, grantType, ...clientNumber },
  ...{ subject: text, scopes: texts, grantId: text, resources: texts, authorizationDetails, properties },
} as const;

export const responseType = word(
  ...['CODE', 'ID_TOKEN', 'CODE_ID_TOKEN', 'ID_TOKEN_TOKEN', 'CODE_TOKEN', 'CODE_ID_TOKEN_TOKEN'],
);
