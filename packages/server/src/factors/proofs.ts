/** A second factor that was shown: whether it is right, what it is called in tokens, and how it is used up. */

import { type Instant, Secret, secondOf, type UserId } from '@grantor/protocol';
import { spendPasskey, spendRecoveryCode, spendTotpStep } from '../store/factor-uses.ts';
import type { Factors, Passkey } from '../store/factors.ts';
import type { Spend } from '../store/session-starts.ts';
import { type PasskeyProof, type PasskeyWorld, verifyUse } from './passkeys.ts';
import type { FactorPorts } from './ports.ts';
import { readRecoveryCode, recoveryCodeHashes } from './recovery-codes.ts';
import { totpStep } from './totp.ts';

/** RFC 8176 §2; a recovery code is a password for one time as well. */
export type FactorMethod = 'otp' | 'hwk' | 'swk';
export type FactorKind = 'totp' | 'recovery_code' | 'passkey';

export type FactorProof = {
  readonly kind: FactorKind;
  readonly method: FactorMethod;
  readonly spend: Spend;
  /** The counter of a passkey stood no higher than before: set by `spend`. */
  readonly copied: () => boolean;
};

type Owner = { readonly userId: UserId; readonly factors: Factors };

const original = () => false;

/** The label under which the secret of somebody's app is sealed. */
export const totpLabel = (owner: UserId): string => `totp:${owner}`;

/** A code as it was typed: of the app, or a recovery code. null: it is neither. */
export function codeProof(
  { sealer, recoveryKeys }: FactorPorts,
  { userId, factors }: Owner,
  { typed, now }: { readonly typed: string; readonly now: Instant },
): FactorProof | null {
  const at = secondOf(now);
  const bare = readRecoveryCode(typed);
  if (bare !== null && factors.recoveryCodesLeft > 0) {
    const hashes = recoveryCodeHashes(recoveryKeys, userId, bare);
    const spend: Spend = (tx) => spendRecoveryCode(tx, userId, { hashes, at });
    return { kind: 'recovery_code', method: 'otp', spend, copied: original };
  }
  if (factors.totp === null) return null;
  const secret = Secret.of(sealer.open(factors.totp.sealedSecret, totpLabel(userId)));
  const step = totpStep(secret, typed, now);
  if (step === null || step <= factors.totp.lastStep) return null;
  const spend: Spend = (tx) => spendTotpStep(tx, userId, { step, at });
  return { kind: 'totp', method: 'otp', spend, copied: original };
}

/** An answer of a passkey. null: it is not right. */
export async function passkeyProof(
  world: PasskeyWorld,
  passkey: Passkey,
  answer: { readonly text: string; readonly need: 'user' | 'presence' },
): Promise<(FactorProof & Pick<PasskeyProof, 'verified'>) | null> {
  const proof = await verifyUse(world, passkey, answer);
  if (proof === null) return null;
  let outcome: Awaited<ReturnType<typeof spendPasskey>> = 'spent';
  return {
    kind: 'passkey',
    method: passkey.reach === 'synced' ? 'swk' : 'hwk',
    verified: proof.verified,
    async spend(tx) {
      outcome = await spendPasskey(tx, { ...proof, at: world.now });
      return outcome === 'spent';
    },
    copied: () => outcome === 'fallen',
  };
}

/** What tokens say of a sign-in with this factor: `first` is the step before, null where there was none (product.md F-7). */
export const authenticationWith = (
  { method }: Pick<FactorProof, 'method'>,
  before: readonly string[],
): { readonly acr: string; readonly amr: readonly string[] } => ({
  // protocol.md §6: a passkey alone counts as two factors where it verified its user, and is asked alone only then
  acr: method === 'otp' ? '2' : 'phr',
  amr: [...new Set([...before, method, 'mfa'])],
});
