/**
 * Grantor as shipped, in a process that also tells its parent how often the database was asked,
 * and where its time goes.
 */

import { Session } from 'node:inspector/promises';
import { describeProblem, loadConfiguration } from '../../packages/server/src/config/load.ts';
import { startServer } from '../../packages/server/src/start/serving.ts';
import { settle } from '../../packages/server/src/start/settle.ts';
import { standardOutput } from '../../packages/server/src/start/standard-output.ts';
import { createLog } from '../../packages/server/src/telemetry/log.ts';

const loaded = loadConfiguration(process.env, process.cwd());
if (!loaded.ok) throw new Error(loaded.problems.map(describeProblem).join('\n'));
const { configuration } = loaded;
const log = createLog(configuration.logging.level, standardOutput());
const running = await startServer({ configuration, environment: process.env, log });
settle();

export type Question = 'counts' | 'begin profile' | 'end profile';

const profiler = new Session();

async function answerTo(question: Question): Promise<object> {
  if (question === 'counts') return running.database.counts;
  if (question === 'end profile') return (await profiler.post('Profiler.stop')).profile;
  // Not before: whoever listens is part of what is measured
  profiler.connect();
  await profiler.post('Profiler.enable');
  await profiler.post('Profiler.start');
  return {};
}

process.on('message', async (question: Question) => {
  process.send?.(await answerTo(question));
});

async function stop(): Promise<void> {
  await running.stop();
  process.exit(0);
}
process.once('SIGTERM', stop);
process.once('disconnect', stop);
