import { parseCompactJws } from '@grantor/protocol';
import { asAssertion, proofIn, assertionTypes as types } from './client-assertion.ts';
import { hasForm, isSigned } from './client-jwt.ts';
import type { AuthMethod } from './method.ts';
import { lacksKeys } from './published-keys.ts';

/** RFC 7523 §2.2: a JWT signed with a key the client publishes; each counts once. */
export const privateKeyJwt: AuthMethod = {
  name: 'private_key_jwt',
  by: 'key',
  ...asAssertion,
  serves: ({ authMethod, furtherAuthMethods }) =>
    authMethod === 'private_key_jwt' || furtherAuthMethods.includes('private_key_jwt'),
  lacks: (client) => lacksKeys(client) ?? signsByKey(client),
  async prove(client, { value: assertion }, context) {
    const jws = parseCompactJws(assertion ?? '');
    if (jws === null || !hasForm(jws, { types, client, alg: client.authSigningAlg }, context)) return null;
    const proof = proofIn(jws, client, context);
    return proof !== null && (await isSigned(jws, client, context)) ? proof : null;
  },
};

/** advanced.md CAU-7: what a shared secret signs is of another method. */
const signsByKey: NonNullable<AuthMethod['lacks']> = ({ authSigningAlg }) =>
  authSigningAlg?.startsWith('HS')
    ? { member: 'token_endpoint_auth_signing_alg', fault: 'unserved_algorithm', values: {} }
    : null;
