import { parseCompactJws } from '@grantor/protocol';
import { asAssertion, proofIn, assertionTypes as types } from './client-assertion.ts';
import { hasForm } from './client-jwt.ts';
import type { AuthMethod } from './method.ts';
import { isLive } from './secret.ts';

/** RFC 7518 §3.2; nothing else: one algorithm, one kind of secret. */
const alg = 'HS256';

/**
 * OpenID Connect Core §9: a JWT under the client's secret, which is kept so that it can be read again, for clients of
 * administrators alone (advanced.md CAU-6). Each counts once.
 */
export const clientSecretJwt: AuthMethod = {
  name: 'client_secret_jwt',
  by: 'secret',
  givenBy: 'administrator',
  algorithms: [alg],
  ...asAssertion,
  serves: ({ authMethod, source }) => authMethod === 'client_secret_jwt' && source === 'administrator',
  lacks: ({ authSigningAlg }) =>
    authSigningAlg === null || authSigningAlg === alg
      ? null
      : { member: 'token_endpoint_auth_signing_alg', fault: 'unserved_algorithm', values: {} },
  prove(client, { value: assertion }, context) {
    const jws = parseCompactJws(assertion ?? '');
    const { policy, sharedSecrets, now } = context;
    const form = { types, client, alg: client.authSigningAlg };
    if (jws === null || !hasForm(jws, form, { keys: { algorithms: [alg] }, policy })) return null;
    const proof = proofIn(jws, client, context);
    // Every live one is tried, whichever fits (security.md T-12)
    const [secret] = client.secrets.filter(isLive(now)).filter((one) => sharedSecrets.signed(jws, one));
    return proof === null || secret === undefined ? null : { ...proof, secret: secret.hash };
  },
};
