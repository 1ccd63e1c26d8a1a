/** Who acts for the subject of a token, and who did before (RFC 8693 §4.1): under the names of the wire. */
export type Actor = {
  readonly sub: string;
  readonly client_id?: string;
  readonly iss?: string;
  readonly act?: Actor;
};

/** How many may stand in one another (advanced.md TEX-3). */
export const mostActors = 5;

/** How many actors a chain names. */
export const actorsIn = (actor: Actor | null): number =>
  actor === null ? 0 : 1 + actorsIn(actor.act ?? null);

/** The chain that a claim says, in the members that are understood; null: there is none, or none that can be read. */
export function readActor(claim: unknown, left = mostActors): Actor | null {
  if (typeof claim !== 'object' || claim === null || left === 0) return null;
  const { sub, client_id, iss, act }: Readonly<Record<string, unknown>> = { ...claim };
  if (typeof sub !== 'string' || sub === '') return null;
  const prior = act === undefined ? null : readActor(act, left - 1);
  // Who acted before is never left out in silence
  if (act !== undefined && prior === null) return null;
  return {
    sub,
    ...(typeof client_id === 'string' ? { client_id } : {}),
    ...(typeof iss === 'string' ? { iss } : {}),
    ...(prior === null ? {} : { act: prior }),
  };
}
