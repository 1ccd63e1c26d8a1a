/** Authentication levels: a higher one satisfies a lower (protocol.md §6, RFC 9470 §7). */

const levels: readonly unknown[] = ['1', '2', 'phr'];

/** The levels this server can reach today: one factor, the password. */
export const supportedAcrValues: readonly string[] = ['1'];

const rank = (acr: unknown): number => levels.indexOf(acr);

/** Whether the level reached satisfies any of the listed ones. */
export const satisfiesAcr = (reached: string, listed: readonly unknown[]): boolean =>
  listed.some((wanted) => rank(wanted) >= 0 && rank(reached) >= rank(wanted));

/** Whether any listed level can be reached at all. */
export const isReachable = (listed: readonly unknown[]): boolean =>
  supportedAcrValues.some((level) => satisfiesAcr(level, listed));
