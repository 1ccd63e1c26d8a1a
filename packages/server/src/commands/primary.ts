/** The first process of several: starts workers, keeps what they share, and ends with them. It serves nothing itself. */

import cluster from 'node:cluster';
import { once } from 'node:events';
import {
  type Crew,
  createCrew,
  type Exit,
  FirstWorkerEnded,
  type Member,
  TooManyDeaths,
} from '../cluster/crew.ts';
import { createLink } from '../cluster/link.ts';
import { forwardLines } from '../cluster/output.ts';
import { wireTo } from '../cluster/wires.ts';
import type { Configuration } from '../config/types.ts';
import { announce } from '../start/announce.ts';
import { settle } from '../start/settle.ts';
import type { Started } from '../start/workers.ts';
import type { CommandWorld } from './command-world.ts';
import { reasonToStop } from './reason-to-stop.ts';
import { createSwitchboard, type Line } from './switchboard.ts';

/** Serves by workers until there is a reason to stop; resolves when all have stopped. Rejects with TooManyDeaths. */
export async function supervise(world: CommandWorld): Promise<void> {
  const { configuration, log } = world;
  cluster.setupPrimary({ silent: true });
  const crew = createCrew<Started>({
    count: configuration.server.workers,
    launch: launcher(world),
    died: (worker, exit) => log.error('a worker died', { worker, ...exit }),
    patience: patienceOf(configuration),
  });
  const reason = reasonToStop(log, () => endAtOnce());
  const failure = await served(crew, world, reason).catch((cause: unknown) => cause);
  const outcome = await crew.stop();
  if (failure instanceof FirstWorkerEnded) {
    process.exitCode = failure.exit.code ?? 1;
    return;
  }
  log.info('stopped', { outcome });
  if (outcome === 'cut') process.exitCode = 1;
  if (failure instanceof TooManyDeaths) throw failure;
}

async function served(crew: Crew<Started>, { configuration, log }: CommandWorld, reason: Promise<void>) {
  const stopped = reason.then(() => null);
  const started = await Promise.race([crew.start(), stopped]);
  if (started === null) return;
  announce(configuration, started, log);
  settle();
  await Promise.race([stopped, crew.failed]);
}

/** Nobody is waited for. */
function endAtOnce(): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
  process.exit(1);
}

/** What a stop may take when nothing hangs, and a little more. */
const patienceOf = ({ server, audit }: Configuration): number =>
  server.shutdownDrainMilliseconds +
  server.shutdownTimeoutMilliseconds +
  audit.shutdownTimeoutMilliseconds +
  5000;

/** What starts a worker. */
function launcher({ wholeEnvironment, lines }: CommandWorld): (number: number) => Member<Started> {
  const switchboard = createSwitchboard();
  let begun: (first: Started) => void = () => {};
  const first = new Promise<Started>((resolve) => {
    begun = resolve;
  });
  const taken = new Set<number>();
  return (number) => {
    const place = { number, turn: taken.has(number) ? 'again' : 'first' } as const;
    taken.add(number);
    const worker = cluster.fork(wholeEnvironment());
    const line: Line = createLink(wireTo(worker));
    switchboard.connect(String(worker.id), line);
    const ready = new Promise<Started>((resolve) => line.on('ready', resolve));
    if (number === 1) void ready.then(begun);
    // What is done once is done by the first: until then the others load the program, and wait
    line.on('place', () => (number === 1 ? place : first.then(() => place)));
    const { stdout, stderr } = worker.process;
    if (stdout !== null) forwardLines(stdout, (text) => lines.write(text));
    if (stderr !== null) forwardLines(stderr, (text) => void process.stderr.write(text));
    return {
      ready,
      exited: endOf(worker).finally(() => switchboard.disconnect(String(worker.id))),
      stop: () => line.tell('stop', null),
      kill: () => worker.process.kill('SIGKILL'),
    };
  };
}

async function endOf(worker: ReturnType<typeof cluster.fork>): Promise<Exit> {
  // Not before its last line has been read
  const [code, signal] = await once(worker.process, 'close');
  return { code, signal };
}
