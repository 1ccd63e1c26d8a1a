/** What tests of the engine and of its ports stand on. Never loaded in production. */

export * from './approvals.ts';
export * from './contract/sample-client.ts';
export * from './contract/store-contract.ts';
export * from './contract/world.ts';
export * from './examples/fixtures.ts';
export * from './harness.ts';
export * from './ports/memory-store.ts';
export * from './ports/test-authorities.ts';
export * from './ports/test-client-keys.ts';
export * from './ports/test-document-source.ts';
export { createTestKeyRing, encryptForTests } from './ports/test-key-ring.ts';
export * from './ports/test-shared-secrets.ts';
export * from './ports/test-trusted-issuers.ts';
export * from './test-authority.ts';
export * from './test-federation.ts';
export * from './test-holder.ts';
