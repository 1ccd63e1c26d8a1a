/** An instance behind a port of its own: the outermost layer of `npm start`. */

import { openCertificate } from './certificate.ts';
import { connectionLimit, type Listening, type Place, takePort } from './listen.ts';
import { type Instance, startInstance, type World } from './start.ts';

export type RunningServer = Omit<Instance, 'close' | 'engine' | 'site'> & {
  readonly port: number;
  /** Where it listens; null: every interface. */
  readonly hosts: Listening['hosts'];
  /** Finishes accepted requests, writes what waits, closes the database (operations.md B-7). */
  stop(): Promise<'drained' | 'cut'>;
};

/** The port of the server, and the one for clients with certificates (advanced.md MTL-1), as one. */
async function takePorts(place: Place, mtlsPort: number | null, draining: AbortSignal): Promise<Listening> {
  const listening = await takePort(place, draining);
  if (mtlsPort === null) return listening;
  const beside: Place = {
    ...place,
    address: { ...place.address, port: mtlsPort },
    clientCertificates: 'asked',
  };
  const second = await takePort(beside, draining).catch(async (failure: unknown) => {
    await listening.close(0);
    throw failure;
  });
  return {
    ...listening,
    serve(app) {
      listening.serve(app);
      second.serve(app);
    },
    async close(milliseconds) {
      const ends = await Promise.all([listening, second].map((each) => each.close(milliseconds)));
      return ends.includes('cut') ? 'cut' : 'drained';
    },
  };
}

/**
 * Starts the server; resolves when it accepts requests. Rejects with a message the operator can act on. The port
 * comes first: a start that cannot have it must leave everything as it was (operations.md B-1).
 */
export async function startServer(world: World): Promise<RunningServer> {
  const { server } = world.configuration;
  const draining = new AbortController();
  const certificate = await openCertificate(world.configuration, world.log);
  const connections = Math.floor(connectionLimit / server.workers);
  const place = { ...server, certificate, connections };
  const listening = await takePorts(place, server.mtlsPort, draining.signal);
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
