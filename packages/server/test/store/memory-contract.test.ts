import { createMemoryStore } from '@grantor/engine/testing';
import { storeContract } from '../../../engine/src/testing/store-contract.ts';

storeContract('memory', async () => {
  const store = createMemoryStore();
  return {
    store,
    put: store.put,
    notices: async () =>
      [...store.snapshot().notices.values()].map(({ clientId, sid }) => ({ clientId, sid })),
    close: async () => {},
  };
});
