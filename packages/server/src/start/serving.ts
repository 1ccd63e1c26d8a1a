/** An instance behind a port of its own: the outermost layer of `npm start`. */

import { openCertificate } from './certificate.ts';
import { type Listening, takePort } from './listen.ts';
import { type Instance, startInstance, type World } from './start.ts';

export type RunningServer = Omit<Instance, 'close' | 'engine' | 'site'> & {
  readonly port: number;
  /** Where it listens; null: every interface. */
  readonly hosts: Listening['hosts'];
  /** Finishes accepted requests, writes what waits, closes the database (operations.md B-7). */
  stop(): Promise<'drained' | 'cut'>;
};

/**
 * Starts the server; resolves when it accepts requests. Rejects with a message the operator can act on. The port
 * comes first: a start that cannot have it must leave everything as it was (operations.md B-1).
 */
export async function startServer(world: World): Promise<RunningServer> {
  const { server } = world.configuration;
  const draining = new AbortController();
  const certificate = await openCertificate(server, world.log);
  const listening = await takePort({ ...server, certificate }, draining.signal);
  const instance = await startInstance(world, draining.signal).catch(async (failure: unknown) => {
    await listening.close(0);
    throw failure;
  });
  const { app, database, firstRun } = instance;
  listening.serve(app);
  return {
    app,
    port: listening.port,
    hosts: listening.hosts,
    database,
    firstRun,
    async stop() {
      draining.abort();
      await new Promise((resolve) => setTimeout(resolve, server.shutdownDrainMilliseconds));
      const outcome = await listening.close(server.shutdownTimeoutMilliseconds);
      await instance.close(outcome);
      return outcome;
    },
  };
}
