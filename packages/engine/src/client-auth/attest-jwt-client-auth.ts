/** Attestations: the maker of an application vouches for the key of one installation of it (Client Attestation §7.5). */

import {
  after,
  epoch,
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
import { attestedClient, attestedKey, ChallengeNeeded } from './attested-key.ts';
import { isAhead, isPast } from './client-jwt.ts';
import type { AuthMethod, Proof, ProofContext } from './method.ts';
import { lacksKeys } from './published-keys.ts';

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
    const clientId = params.get('client_id') ?? attestedClient(statement);
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
    if (parseCompactJws(possession ?? '') === null) return null;
    const key = await attestedKey(value, client, context);
    return key === null ? null : proofOf(possession ?? '', key, { client, context });
  },
};

type Bearer = { readonly client: Client; readonly context: ProofContext };

/** Client Attestation §5.1, §7.2 */
function proofOf(text: string, key: unknown, { client, context }: Bearer): Proof | null {
  const proof = parseCompactJws(text);
  if (proof === null) return null;
  const { policy, now } = context;
  const proved: ProvedKey | string = verifyByKey(proof, key, {
    ...{ typ: proofType, algorithms: algorithmsFor(client, context) },
  });
  if (typeof proved === 'string') return null;
  const { aud, jti, iat, iss, exp, nbf, challenge } = readJsonObject(proof.payload) ?? {};
  if (aud !== policy.issuer || typeof jti !== 'string' || jti === '') return null;
  // Drafts before the eighth had the client there
  if (iss !== undefined && iss !== client.id) return null;
  if (typeof iat !== 'number' || !isPast(iat, context) || iat + proofAge + policy.clockSkew < now)
    return null;
  if (!isPast(nbf, context) || !(exp === undefined || isAhead(exp, context))) return null;
  checkChallenge(challenge, context);
  const hash = hashOfProof({ use: 'client_attestation', by: proved.jkt, jti });
  const until = after(epoch(iat), proofAge + policy.clockSkew + 1);
  return { spends: [{ kind: 'proof_seen', proof: { hash, until } }], instance: proved.jkt };
}

/** Throws `use_attestation_challenge` where one is asked for and this is none of ours, or an old one (Client Attestation §6.1). */
function checkChallenge(challenge: unknown, { policy, secrets, now }: ProofContext): void {
  if (policy.attestationChallenges === 'not_asked_for') return;
  const { attestationChallenges } = secrets;
  if (typeof challenge !== 'string' || !attestationChallenges.accepts(challenge, now))
    throw new ChallengeNeeded(attestationChallenges.issue(now));
}

const algorithmsFor = (client: Client, { policy }: ProofContext): readonly SignatureAlgorithmName[] => {
  const { clientAlgorithms } = profileOf(client, policy);
  const every = Object.keys(signatureAlgorithms) as readonly SignatureAlgorithmName[];
  return every.filter((name) => clientAlgorithms === null || clientAlgorithms.includes(name));
};
