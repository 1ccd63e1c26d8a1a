import { startTestServer } from '../running-server.ts';
import { declarations, liveStateContract, settings } from './live-state.ts';

liveStateContract('SQLite', async () => {
  const server = await startTestServer({ bootstrap: declarations, environment: settings });
  return {
    origins: [server.origin],
    publicOrigin: server.origin,
    disable: (username, at) =>
      server.running.database.kysely
        .updateTable('user_account')
        .set({ disabled_at_ms: at })
        .where('username', '=', username)
        .execute(),
    stop: server.stop,
  };
});
