import assert from 'node:assert/strict';
import { createResolver, type Resolver } from '../../src/federation/resolver.ts';
import type { FederationPolicy } from '../../src/ports/policy.ts';
import {
  createHarness,
  createTestFederation,
  exampleSource,
  type Harness,
  type TestFederation,
} from '../../src/testing/index.ts';

export type ResolverWorld = TestFederation & {
  readonly harness: Harness;
  readonly resolver: Resolver;
  /** What is known of the client, or the error code. */
  resolve(entity?: string): Promise<string>;
};

export const source = exampleSource();

/** A resolver of the federation of the tests. */
export function resolverWorld(change: Partial<FederationPolicy> = {}): ResolverWorld {
  const federation = createTestFederation();
  const policy = { ...federation.policy, ...change };
  const harness = createHarness({ federation: federation.web.ports, policy: { federation: policy } });
  const ports = { ...harness.ports, federation: federation.web.ports };
  const resolver = createResolver({ ports, policy: { ...harness.policy, federation: policy } });
  return {
    ...federation,
    ...{ harness, resolver },
    async resolve(entity = federation.client.id) {
      const brought = { kind: 'nothing' } as const;
      return resolver.resolve(entity, brought, source).then(
        ({ trustAnchor, superior }) => `${superior} ${trustAnchor}`,
        (error: { readonly code?: string }) => error.code ?? assert.fail(String(error)),
      );
    },
  };
}

export const resolved = 'https://middle.example https://anchor.example';
