/** Credentials as administrators and their people look after them (federation-vci-authlete.md VCI-13, VCI-17). */

import { decideWaiting, revokeCredential } from '../store/credentials.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

export type CredentialPorts = ChangePorts & {
  /** The next reader of a status list gets a new one. */
  readonly forgetStatusLists: () => void;
};

export type Revocation = {
  readonly id: string;
  /** Whose it has to be; null: anybody's. */
  readonly userId: string | null;
};

/** It is good no more, as every verifier sees that asks. `gone`: there is none of theirs that was. */
export async function endCredential(
  ports: CredentialPorts,
  actor: Actor,
  { id, userId }: Revocation,
): Promise<'done' | 'gone'> {
  const outcome = await change(ports, actor, async (tx, tell) => {
    const revoked = await revokeCredential(tx, { id, userId, at: ports.now() });
    if (revoked === null) return 'gone';
    await tell({
      type: 'CREDENTIAL_REVOKED',
      resource: { id },
      details: { credential: revoked.configurationId },
      error: null,
    });
    return 'done' as const;
  });
  ports.forgetStatusLists();
  return outcome;
}

export type CredentialDecision = {
  /** SHA-256 of the transaction id. */
  readonly hash: string;
  readonly decision: 'approved' | 'denied';
};

/** Whether the wallet gets it when it asks again. `settled`: it was decided, or is gone. */
export const decideCredential = (
  ports: ChangePorts,
  actor: Actor,
  { hash, decision }: CredentialDecision,
): Promise<'done' | 'settled'> =>
  change(ports, actor, async (tx, tell) => {
    const decided = await decideWaiting(tx, { hash, decision, at: ports.now() });
    if (decided === null) return 'settled';
    await tell({
      type: 'CREDENTIAL_DECIDED',
      resource: { id: hash },
      details: { credential: decided.configurationId, decision },
      error: null,
    });
    return 'done';
  });
