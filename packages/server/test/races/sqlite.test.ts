import { startTestServer } from '../running-server.ts';
import { fixtures } from './person.ts';
import { environmentOf, races } from './races.ts';

races('SQLite', async (grace) => {
  const environment = environmentOf(grace);
  const server = await startTestServer({ bootstrap: fixtures, environment });
  return { origins: [server.origin], publicOrigin: server.origin, stop: server.stop };
});
