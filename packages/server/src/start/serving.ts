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

/** Every port that the configuration names: the server's, that for certificates (advanced.md MTL-1), that of front-ends. */
type Ports = {
  readonly main: Listening;
  readonly mtls: Listening | null;
  readonly frontEnds: Listening | null;
};

const listOf = ({ main, mtls, frontEnds }: Ports): readonly Listening[] =>
  [main, mtls, frontEnds].filter((each) => each !== null);

async function closeAll(ports: Ports, milliseconds: number): Promise<'drained' | 'cut'> {
  const ends = await Promise.all(listOf(ports).map((each) => each.close(milliseconds)));
  return ends.includes('cut') ? 'cut' : 'drained';
}

/** All of them or none. */
async function takePorts({ configuration, log }: World, draining: AbortSignal): Promise<Ports> {
  const { server, authlete } = configuration;
  const { mtlsPort: port } = server;
  const certificate = await openCertificate(configuration, log);
  const connections = Math.floor(connectionLimit / server.workers);
  const place: Place = { ...server, certificate, connections };
  const mtls: Place | null =
    port === null ? null : { ...place, address: { ...place.address, port }, clientCertificates: 'asked' };
  const { apiAddress: address } = authlete;
  const frontEnds: Place | null =
    address === null ? null : { ...place, address, setting: 'AUTHLETE_API_ADDR' };
  let ports: Ports = { main: await takePort(place, draining), mtls: null, frontEnds: null };
  try {
    if (mtls !== null) ports = { ...ports, mtls: await takePort(mtls, draining) };
    if (frontEnds !== null) ports = { ...ports, frontEnds: await takePort(frontEnds, draining) };
    return ports;
  } catch (failure) {
    await closeAll(ports, 0);
    throw failure;
  }
}

/**
 * Starts the server; resolves when it accepts requests. Rejects with a message the operator can act on. The port
 * comes first: a start that cannot have it must leave everything as it was (operations.md B-1).
 */
export async function startServer(world: World): Promise<RunningServer> {
  const { server } = world.configuration;
  const draining = new AbortController();
  const ports = await takePorts(world, draining.signal);
  const instance = await startInstance(world, draining.signal).catch(async (failure: unknown) => {
    await closeAll(ports, 0);
    throw failure;
  });
  const { app, frontEndApp, database, firstRun } = instance;
  ports.main.serve(app);
  ports.mtls?.serve(app);
  if (frontEndApp !== null) ports.frontEnds?.serve(frontEndApp);
  return {
    ...{ app, frontEndApp, database, firstRun },
    port: ports.main.port,
    hosts: ports.main.hosts,
    async stop() {
      draining.abort();
      await new Promise((resolve) => setTimeout(resolve, server.shutdownDrainMilliseconds));
      const outcome = await closeAll(ports, server.shutdownTimeoutMilliseconds);
      await instance.close(outcome);
      return outcome;
    },
  };
}
