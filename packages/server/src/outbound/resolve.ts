import { lookup } from 'node:dns/promises';
import type { Resolve } from './destination.ts';
import { createTurns } from './turns.ts';

/** Resolves while the signal has not come; nothing afterwards. */
export type ResolveInTime = (host: string, end: AbortSignal) => ReturnType<Resolve>;

/**
 * Two names at a time. The system's resolver holds one of the few threads that also hash passwords, for as long
 * as a name server likes, so that names others chose must not hold them all (security.md S-4).
 */
export function createResolve(resolve: Resolve): ResolveInTime {
  const inTurn = createTurns(2);
  return (host, end) => inTurn(async () => (end.aborted ? [] : resolve(host)));
}

/** One for the process, as its threads are. */
export const resolveBySystem = createResolve((host) => lookup(host, { all: true }));
