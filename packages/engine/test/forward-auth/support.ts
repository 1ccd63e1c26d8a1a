/** What a test of forward-auth/ asks for, each part replaceable. */

import type { AccessDemand, FindVisitor, OriginalRequest, VerifyRequest } from '../../src/index.ts';
import { exampleSource } from '../../src/testing/index.ts';
import type { World } from '../support.ts';

export const nobody: FindVisitor = async () => null;

export const originalAt = (url: string, change: Partial<OriginalRequest> = {}): OriginalRequest => ({
  method: 'GET',
  url: new URL(url),
  isPreflight: false,
  ...change,
});

export type Asked = {
  readonly token?: string;
  readonly url?: string;
  readonly demand?: Partial<AccessDemand>;
  readonly visitor?: FindVisitor;
} & Partial<Omit<VerifyRequest, 'demand'>>;

/** Asks about a request to an unregistered host, by a trusted proxy, unless changed. */
export function ask(world: World, { token, url, demand, visitor = nobody, ...change }: Asked = {}) {
  const request: VerifyRequest = {
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    dpop: [],
    certificate: null,
    original: originalAt(url ?? 'https://app.example/page'),
    demand: { scope: [], audience: [], token: 'withhold', path: 'unambiguous', first: 'token', ...demand },
    asker: 'trusted_proxy',
    source: exampleSource({ method: 'GET', path: '/verify' }),
    ...change,
  };
  return world.engine.verify(request, visitor);
}
