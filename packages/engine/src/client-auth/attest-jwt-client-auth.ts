/** Attestations: the maker of an application vouches for the key of one installation of it (Client Attestation §7.5). */

import {
  after,
  type CompactJws,
  epoch,
  isJsonObject,
  OAuthError,
  type ProvedKey,
  parseCompactJws,
  readJsonObject,
  type SignatureAlgorithmName,
  signatureAlgorithms,
  verifyByKey,
} from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { hashOfProof } from '../model/proof.ts';
import { profileOf } from '../profiles/security-profile.ts';
import { hasForm, isAhead, isPast, isSigned } from './client-jwt.ts';
import type { AuthMethod, Proof, ProofContext } from './method.ts';
import { lacksKeys } from './published-keys.ts';

const statementType = 'oauth-client-attestation+jwt';
const proofType = 'oauth-client-attestation-pop+jwt';

/** Seconds for which a proof of possession is fresh (Client Attestation §7.2). */
const proofAge = 300;

/** federation-vci-authlete.md VCI-19: who attests is who holds the keys that the client is registered with. */
export const attestJwtClientAuth: AuthMethod = {
  name: 'attest_jwt_client_auth',
  by: 'attestation',
  parameters: [],
  isOffered: ({ credentials }) => credentials === 'served',
  read({ params, basic, attestation }) {
    const [statement, ...more] = attestation?.statements ?? [];
    if (statement === undefined || basic !== null) return null;
    const clientId = params.get('client_id') ?? subjectOf(statement);
    // Client Attestation §7.1, §7.2: precisely one of each
    const [proof, ...others] = attestation?.proofs ?? [];
    const isOne = more.length + others.length === 0;
    return clientId === null
      ? null
      : { clientId, value: isOne ? statement : null, possession: isOne ? (proof ?? null) : null };
  },
  serves: ({ authMethod }) => authMethod === 'attest_jwt_client_auth',
  lacks: lacksKeys,
  async prove(client, { value, possession }, context) {
    const [statement, proof] = [parseCompactJws(value ?? ''), parseCompactJws(possession ?? '')];
    if (statement === null || proof === null) return null;
    const key = await attestedKey(statement, client, context);
    return key === null ? null : proofOf(proof, key, { client, context });
  },
};

const subjectOf = (statement: string): string | null => {
  const sub = readJsonObject(statement.split('.', 2)[1] ?? '')?.['sub'];
  return typeof sub === 'string' && sub !== '' ? sub : null;
};

/**
 * The key in the statement, once one of the client's keys has signed it (Client Attestation §4, §7.1); null: it is nobody's.
 * Throws `use_fresh_attestation` where it was good before (Client Attestation §7.4).
 */
async function attestedKey(
  statement: CompactJws,
  client: Client,
  context: ProofContext,
): Promise<unknown | null> {
  const form = { types: [statementType], client, alg: client.authSigningAlg, chain: 'passed_over' } as const;
  if (!hasForm(statement, form, context)) return null;
  const { sub, exp, iat, nbf, cnf } = readJsonObject(statement.payload) ?? {};
  if (sub !== client.id || typeof exp !== 'number' || !isJsonObject(cnf)) return null;
  if (!isPast(iat, context) || !isPast(nbf, context)) return null;
  if (!(await isSigned(statement, client, context))) return null;
  if (!isAhead(exp, context)) throw new OAuthError('use_fresh_attestation', 'The attestation has expired.');
  return cnf['jwk'] ?? null;
}

type Bearer = { readonly client: Client; readonly context: ProofContext };

/** Client Attestation §5.1, §7.2 */
function proofOf(proof: CompactJws, key: unknown, { client, context }: Bearer): Proof | null {
  const { policy, now } = context;
  const proved: ProvedKey | string = verifyByKey(proof, key, {
    ...{ typ: proofType, algorithms: algorithmsFor(client, context) },
  });
  if (typeof proved === 'string') return null;
  const { aud, jti, iat, iss, exp, nbf } = readJsonObject(proof.payload) ?? {};
  if (aud !== policy.issuer || typeof jti !== 'string' || jti === '') return null;
  // Drafts before the eighth had the client there
  if (iss !== undefined && iss !== client.id) return null;
  if (typeof iat !== 'number' || !isPast(iat, context) || iat + proofAge + policy.clockSkew < now)
    return null;
  if (!isPast(nbf, context) || !(exp === undefined || isAhead(exp, context))) return null;
  const hash = hashOfProof({ use: 'client_attestation', by: proved.jkt, jti });
  const until = after(epoch(iat), proofAge + policy.clockSkew + 1);
  return { spends: [{ kind: 'proof_seen', proof: { hash, until } }], instance: proved.jkt };
}

const algorithmsFor = (client: Client, { policy }: ProofContext): readonly SignatureAlgorithmName[] => {
  const { clientAlgorithms } = profileOf(client, policy);
  const every = Object.keys(signatureAlgorithms) as readonly SignatureAlgorithmName[];
  return every.filter((name) => clientAlgorithms === null || clientAlgorithms.includes(name));
};
