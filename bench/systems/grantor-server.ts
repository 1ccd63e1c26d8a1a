/** Grantor as shipped, in a process that also tells its parent how often the database was asked. */

import { describeProblem, loadConfiguration } from '../../packages/server/src/config/load.ts';
import { startServer } from '../../packages/server/src/start/serving.ts';
import { standardOutput } from '../../packages/server/src/start/standard-output.ts';
import { createLog } from '../../packages/server/src/telemetry/log.ts';

const loaded = loadConfiguration(process.env, process.cwd());
if (!loaded.ok) throw new Error(loaded.problems.map(describeProblem).join('\n'));
const { configuration } = loaded;
const log = createLog(configuration.logging.level, standardOutput());
const running = await startServer({ configuration, environment: process.env, log });

process.on('message', (question) => {
  if (question === 'counts') process.send?.(running.database.counts);
});

async function stop(): Promise<void> {
  await running.stop();
  process.exit(0);
}
process.once('SIGTERM', stop);
process.once('disconnect', stop);
