/** Authentication levels: a higher one satisfies a lower (protocol.md §6, RFC 9470 §7). */

const levels: readonly unknown[] = ['1', '2', 'phr'];

/** One factor, two, and a passkey: everybody can enrol what they need. */
export const supportedAcrValues: readonly string[] = ['1', '2', 'phr'];

const rank = (acr: unknown): number => levels.indexOf(acr);

/** Whether the level reached satisfies any of the listed ones. */
export const satisfiesAcr = (reached: string, listed: readonly unknown[]): boolean =>
  listed.some((wanted) => rank(wanted) >= 0 && rank(reached) >= rank(wanted));

/** Whether any listed level can be reached at all. */
export const isReachable = (listed: readonly unknown[]): boolean =>
  supportedAcrValues.some((level) => satisfiesAcr(level, listed));

/** What of a second factor is missing to one of the levels; an authenticator app does not reach `phr`. */
export const missingFactor = (listed: readonly unknown[]): 'any' | 'passkey' =>
  satisfiesAcr('2', listed) ? 'any' : 'passkey';

/** Whether a second factor can raise the session, or it has to begin anew. */
export const canBeRaised = (reached: string): boolean => rank(reached) >= 0;
