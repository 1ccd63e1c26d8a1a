import { storeContract } from '@grantor/engine/testing';
import { databases } from './databases.ts';
import { contractStore } from './seeds.ts';

for (const { name, open } of databases) {
  storeContract(name, async () => {
    const { database, close } = await open();
    return contractStore(database, close);
  });
}
