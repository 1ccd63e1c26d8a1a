import pg from 'pg';
import { startTwoProcesses } from '../two-processes.ts';
import { declarations, liveStateContract, settings } from './live-state.ts';

liveStateContract('two processes on one PostgreSQL', async () => {
  const processes = await startTwoProcesses({ bootstrap: declarations, environment: settings });
  const client = new pg.Client({ connectionString: processes.dsn });
  await client.connect();
  return {
    ...processes,
    disable: (username, at) =>
      client.query('update user_account set disabled_at_ms = $1 where username = $2', [at, username]),
    async stop() {
      await client.end();
      await processes.stop();
    },
  };
});
