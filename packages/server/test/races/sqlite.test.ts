import { startTestServer } from '../running-server.ts';
import { fixtures } from './person.ts';
import { races } from './races.ts';

races('SQLite', async (grace) => {
  const environment = grace === 'on' ? {} : { REFRESH_TOKEN_GRACE_PERIOD: '0' };
  const server = await startTestServer({ bootstrap: fixtures, environment });
  return { origins: [server.origin], publicOrigin: server.origin, stop: server.stop };
});
