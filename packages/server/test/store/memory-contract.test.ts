import { createMemoryStore, storeContract } from '@grantor/engine/testing';

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
