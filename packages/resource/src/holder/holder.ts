import type { Epoch } from '@grantor/protocol';
import type { Credentials } from '../access/credentials.ts';
import { invalidToken } from '../access/denial.ts';
import type { Place } from '../access/place.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { Confirmation } from '../tokens/valid-token.ts';
import { presentedCertificate } from './certificate.ts';
import type { HolderOptions } from './holder-options.ts';
import { createProofCheck, type ProofCheck } from './proof.ts';

export type HolderRequest = {
  readonly request: GuardRequest;
  readonly credentials: Credentials;
  readonly place: Place;
  readonly now: Epoch;
};

/** Whether who sends a token is who it was given to (RFC 7800 §3). */
export type HolderCheck = {
  /** Throws `Denied`. Done for every request, however well the token is known. */
  check(request: HolderRequest, confirmation: Confirmation | null): Promise<void>;
  /** The nonce to send along with answers to DPoP requests, or null. */
  nonce(now: Epoch): string | null;
};

export function createHolderCheck(
  options: Pick<HolderOptions, 'dpop' | 'certificate' | 'ports'>,
): HolderCheck {
  const { dpop } = options;
  const proofs = dpop === null ? null : createProofCheck(dpop, options.ports.clock);
  return {
    nonce: (now) => proofs?.nonce(now) ?? null,
    async check(presented, confirmation) {
      const { jkt = null, x5t = null } = confirmation ?? {};
      checkScheme(presented.credentials, jkt);
      if (jkt === null && dpop?.mode === 'required') throw invalidToken('the token is not DPoP-bound');
      checkCertificate(presented.request, x5t, options.certificate);
      if (jkt !== null) await checkProof(proofs, presented, jkt);
    },
  };
}

// RFC 9449 §7.1, §7.2: a bound token comes as DPoP, another never does
function checkScheme({ scheme }: Credentials, jkt: string | null): void {
  if (jkt !== null && scheme === 'Bearer') throw invalidToken('a DPoP-bound token was sent as Bearer');
  if (jkt === null && scheme === 'DPoP') throw invalidToken('the token sent as DPoP is not bound');
}

// RFC 8705 §3
function checkCertificate(
  request: GuardRequest,
  x5t: string | null,
  certificate: HolderOptions['certificate'],
): void {
  if (x5t === null) {
    if (certificate?.mode === 'required') throw invalidToken('the token is not bound to a certificate');
    return;
  }
  if (certificate === null) throw invalidToken('the token is bound to a certificate and none is looked at');
  if (presentedCertificate(request, certificate) !== x5t) {
    throw invalidToken('the certificate is missing or another than that of the token');
  }
}

async function checkProof(proofs: ProofCheck | null, presented: HolderRequest, jkt: string): Promise<void> {
  if (proofs === null) throw invalidToken('the token is DPoP-bound and DPoP is off');
  const { request, credentials, place, now } = presented;
  await proofs.check({ request, token: credentials.token, urls: place.urls(), now }, jkt);
}
