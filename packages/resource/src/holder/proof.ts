import {
  after,
  createDpopNonces,
  type DpopProof,
  type Epoch,
  proofTolerance,
  verifyDpopProof,
} from '@grantor/protocol';
import { Denied, unavailable } from '../access/denial.ts';
import { messageOf } from '../ports/error-message.ts';
import type { Clock } from '../ports/ports.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { DpopOptions } from './holder-options.ts';
import { createReplayMemory } from './replay-memory.ts';

/** What one proof has to be for. */
export type ProofRequest = {
  readonly request: GuardRequest;
  readonly token: string;
  readonly urls: readonly string[];
  readonly now: Epoch;
};

export type ProofCheck = {
  /** The thumbprint of the key that proved itself; throws `Denied` (`invalid_proof`, `nonce_needed`, `unavailable`). */
  check(request: ProofRequest, jkt: string): Promise<void>;
  /** The nonce to send along with answers, or null where none is asked for. */
  nonce(now: Epoch): string | null;
};

/** Checks proofs of DPoP-bound tokens (RFC 9449 §4.3, §7, §9). */
export function createProofCheck(options: DpopOptions, clock: Clock): ProofCheck {
  const replay = options.replay ?? createReplayMemory(clock);
  const nonces = options.nonceSecret === null ? null : createDpopNonces(options.nonceSecret);
  return {
    nonce: (now) => nonces?.issue(now) ?? null,
    async check({ request, token, urls, now }, jkt) {
      const [text, ...more] = request.header('dpop');
      if (text === undefined) throw refused('no DPoP header');
      if (more.length > 0) throw refused('several DPoP headers');
      const verdict = verifyDpopProof(text, {
        method: request.method,
        urls,
        algorithms: options.algorithms,
        accessToken: token,
        now,
      });
      if (verdict.kind === 'refused') throw refused(verdict.fault);
      const { proof } = verdict;
      if (proof.jkt !== jkt) throw refused('the proof is by another key than that of the token');
      if (nonces !== null && (proof.nonce === null || !nonces.accepts(proof.nonce, now))) {
        throw new Denied({ kind: 'nonce_needed', nonce: nonces.issue(now) });
      }
      // Last, so that only proofs that are good otherwise take room
      if (!(await isFirstUse(proof))) {
        throw refused('the proof was used before');
      }
    },
  };

  async function isFirstUse({ replayKey, issuedAt, jkt }: DpopProof): Promise<boolean> {
    try {
      return await replay.remember(replayKey, after(issuedAt, proofTolerance), jkt);
    } catch (error) {
      throw unavailable(`the memory for DPoP proofs cannot tell: ${messageOf(error)}`, error);
    }
  }
}

const refused = (reason: string): Denied => new Denied({ kind: 'invalid_proof', reason });
