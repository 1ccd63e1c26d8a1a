/** Owns every request this server makes to addresses that others chose. Never follows, shows or logs what it fetched. */

import { type OutboundPolicy, resolveDestination } from './destination.ts';
import { type Certificates, exchange } from './exchange.ts';
import type { OutboundAnswer, OutboundRequest } from './request.ts';
import { type ResolveName, resolveBySystem } from './resolve.ts';

/** Answers always; never rejects for anything the other side does. */
export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer>;

export type OutboundLimits = {
  /** In ms: 3 s to connect, 5 s in all (security.md S-2). */
  readonly connect: number;
  readonly total: number;
};

const defaultLimits: OutboundLimits = { connect: 3000, total: 5000 };

/** Requests under security.md S-1 and S-2; `resolve` is the system's resolver unless another is given. */
export function createOutbound(
  policy: OutboundPolicy,
  {
    resolve = resolveBySystem,
    limits = defaultLimits,
    certificates = 'verified',
  }: { resolve?: ResolveName; limits?: OutboundLimits; certificates?: Certificates } = {},
): Outbound {
  return async (request) => {
    const deadline = AbortSignal.timeout(limits.total);
    const connectBy = AbortSignal.any([deadline, AbortSignal.timeout(limits.connect)]);
    const resolved = resolveDestination(request.url, policy, (host, chosenBy) =>
      resolve(host, chosenBy, connectBy),
    );
    const destination = await before(connectBy, resolved);
    if (destination === null) return { kind: 'failed', reason: 'timeout' };
    if (destination.kind === 'refused') return destination;
    return exchange(destination, request, { deadline, connectBy, certificates });
  };
}

/** The result, or null when the signal came first. */
function before<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result | null> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    work.then(resolve, reject);
  });
}
