/** What tests of the engine and of its ports stand on. Never loaded in production. */

export * from './approvals.ts';
export * from './contract/sample-client.ts';
export * from './contract/world.ts';
export * from './fixtures.ts';
export * from './harness.ts';
export * from './memory-store.ts';
export * from './store-contract.ts';
export * from './test-client-keys.ts';
export * from './test-document-source.ts';
export { createTestKeyRing } from './test-key-ring.ts';
