/** The configuration in the shape each part takes it. */

import { availableParallelism } from 'node:os';
import type { SessionPolicy } from '../accounts/sessions.ts';
import type { PasswordPorts } from '../administration/password-ports.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import { relyingParty } from '../factors/passkeys.ts';
import type { FactorPorts } from '../factors/ports.ts';

export const sessionPolicy = ({ sessions, passwords }: Configuration): SessionPolicy => ({
  maxAge: sessions.maxAge,
  idleTimeout: sessions.idleTimeout,
  rememberedMaxAge: sessions.rememberMeMaxAge,
  fingerprint: fingerprintRule(sessions),
  factorRequired: passwords.secondFactor,
});

/** Workers share the cores of their machine, and the memory that passwords cost. */
export const ownCores = ({ server }: Configuration): number =>
  Math.max(1, Math.floor(availableParallelism() / server.workers));

type FactorWorld = Pick<FactorPorts, 'database' | 'random'> & { readonly secrets: ServerKeys };

export const factorPorts = (
  { siteName, baseUrl }: Configuration['server'],
  { database, random, secrets }: FactorWorld,
): FactorPorts => ({
  ...{ database, random, siteName, sealer: secrets },
  ...{ recoveryKeys: secrets.recoveryCodes, challengeKey: secrets.challenges },
  party: relyingParty(baseUrl, siteName),
});

export const passwordRules = ({ server, passwords }: Configuration): PasswordPorts['passwordRules'] => ({
  siteName: server.siteName,
  minLength: passwords.minLength,
});

function fingerprintRule({
  fingerprint,
  fingerprintAddress,
}: Configuration['sessions']): SessionPolicy['fingerprint'] {
  if (!fingerprint) return 'none';
  return fingerprintAddress ? 'user_agent_and_address' : 'user_agent';
}
