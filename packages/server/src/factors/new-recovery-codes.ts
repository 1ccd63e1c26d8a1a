import type { UserId } from '@grantor/protocol';
import type { FactorPorts } from './ports.ts';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHashes } from './recovery-codes.ts';

/** Ten codes to show once, and what is stored of them. */
export function makeRecoveryCodes(
  { random, recoveryKeys }: FactorPorts,
  owner: UserId,
): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
  const codes = newRecoveryCodes(random);
  const hashes = codes.flatMap((code) =>
    recoveryCodeHashes(recoveryKeys.slice(0, 1), owner, readRecoveryCode(code) ?? ''),
  );
  return { codes, hashes };
}
