/** Attestations whose key a DPoP proof proves, which is that of the tokens then (Client Attestation §5.2, §7.3). */

import { instant, jwkThumbprint, type PublicJwk, parseKeySet } from '@grantor/protocol';
import { checkNonce, proofEnd, proofRequest, verifyProof } from '../holder/proof.ts';
import { hashOfProof } from '../model/proof.ts';
import { attestedClient, attestedKey } from './attested-key.ts';
import type { AuthMethod } from './method.ts';
import { lacksKeys } from './published-keys.ts';

/** federation-vci-authlete.md VCI-21: its proof counts once here, and once more for the tokens that are bound to it. */
export const attestJwtClientAuthDpop: AuthMethod = {
  name: 'attest_jwt_client_auth_dpop',
  by: 'attestation',
  parameters: [],
  isOffered: ({ credentials }) => credentials === 'served',
  read({ params, basic, attestation, shown }) {
    const [statement, ...more] = attestation?.statements ?? [];
    // Client Attestation §7.3: with a proof of the other kind it is the other method
    if (statement === undefined || basic !== null || attestation?.proofs.length !== 0) return null;
    if (shown === undefined || shown.dpop.length === 0) return null;
    const clientId = params.get('client_id') ?? attestedClient(statement);
    return clientId === null ? null : { clientId, value: more.length === 0 ? statement : null, shown };
  },
  serves: ({ authMethod }) => authMethod === 'attest_jwt_client_auth_dpop',
  lacks: lacksKeys,
  async prove(client, { value, shown }, context) {
    const key = await attestedKey(value, client, context);
    const thumbprint = thumbprintOf(key);
    if (thumbprint === null || shown === undefined) return null;
    const { policy, secrets, source } = context;
    const now = instant(context.now * 1000);
    const request = proofRequest(context, { ...shown, source }, { accessToken: null, now });
    const proof = verifyProof(context, request, client);
    if (proof.jkt !== thumbprint) return null;
    checkNonce({ ports: { secrets }, policy }, proof, { client, now });
    const seen = {
      hash: hashOfProof({ use: 'client_attestation', by: proof.jkt, jti: proof.replayKey }),
      until: proofEnd(proof, policy),
    };
    return { spends: [{ kind: 'proof_seen', proof: seen }], instance: proof.jkt };
  },
};

/** null: it is no public key. */
const thumbprintOf = (key: unknown): string | null =>
  parseKeySet({ keys: [key] }).kind === 'refused' ? null : jwkThumbprint(key as PublicJwk);
