import { startReplicas } from '../replicas.ts';
import { startServerProcess } from '../running-server.ts';
import { fixtures } from './person.ts';
import { environmentOf, races } from './races.ts';

const settings = (grace: 'on' | 'off') => ({ WORKERS: '2', ...environmentOf(grace) });

// operations.md Z-1, Z-2
races('two replicas of two workers on one PostgreSQL', (grace) =>
  startReplicas(2, { bootstrap: fixtures, environment: settings(grace) }),
);

races('two workers on one SQLite file', async (grace) => {
  const server = await startServerProcess({ bootstrap: fixtures, environment: settings(grace) });
  const stop = async () => void (await server.stop());
  // Each connection is the next worker's
  return { origins: [server.origin, server.origin], publicOrigin: server.origin, stop };
});
