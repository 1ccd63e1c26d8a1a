/** An authenticator app on its way: its secret goes with the page, sealed, and is stored with its first code. */

import { type Instant, Secret, type UserId } from '@grantor/protocol';
import type { FactorPorts } from './ports.ts';
import { totpLabel } from './proofs.ts';
import { newTotpSecret, totpStep, totpUri } from './totp.ts';

/** In ms: longer than a flow is suspended nobody needs. */
const openFor = 30 * 60_000;

type Owner = { readonly userId: UserId; readonly username: string };

/** What the page shows, and what comes back with its form. */
export type ShownTotp = { readonly uri: string; readonly secret: string; readonly sealed: string };

const setUpLabel = (owner: UserId): string => `totp set-up:${owner}`;

export function beginTotp(ports: FactorPorts, owner: Owner, now: Instant): ShownTotp {
  const secret = newTotpSecret();
  return shown(ports, owner, { secret, sealed: sealUp(ports, owner, { secret, now }) });
}

const sealUp = (
  { sealer }: FactorPorts,
  { userId }: Owner,
  { secret, now }: { readonly secret: Secret; readonly now: Instant },
): string => sealer.seal(`${now}.${secret.reveal()}`, setUpLabel(userId));

const shown = (
  { siteName }: FactorPorts,
  { username }: Owner,
  { secret, sealed }: { readonly secret: Secret; readonly sealed: string },
): ShownTotp => ({
  uri: totpUri(secret, { issuer: siteName, account: username }),
  secret: secret.reveal(),
  sealed,
});

/** `wrong`: the page again, with the same secret. `expired`: not ours, or open for too long. */
export type FinishedTotp =
  | { readonly kind: 'right'; readonly sealedSecret: string; readonly step: number }
  | { readonly kind: 'wrong'; readonly shown: ShownTotp }
  | { readonly kind: 'expired' };

export function finishTotp(
  ports: FactorPorts,
  owner: Owner,
  { sealed, code, now }: { readonly sealed: string; readonly code: string; readonly now: Instant },
): FinishedTotp {
  const secret = opened(ports, owner, { sealed, now });
  if (secret === null) return { kind: 'expired' };
  const step = totpStep(secret, code, now);
  if (step === null) return { kind: 'wrong', shown: shown(ports, owner, { secret, sealed }) };
  return { kind: 'right', sealedSecret: ports.sealer.seal(secret.reveal(), totpLabel(owner.userId)), step };
}

function opened(
  { sealer }: FactorPorts,
  { userId }: Owner,
  { sealed, now }: { readonly sealed: string; readonly now: Instant },
): Secret | null {
  try {
    const [at = '', secret = ''] = sealer.open(sealed, setUpLabel(userId)).split('.');
    return Number(at) + openFor > now ? Secret.of(secret) : null;
  } catch {
    // Whatever was put in its place
    return null;
  }
}
