/** The server inside an application: the whole of it but the port, the signals and the terminal. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@grantor/engine';
import { instant, secondOf } from '@grantor/protocol';
import type { App } from '../app/app.ts';
import { describeNotice } from '../config/load.ts';
import { toResponse } from '../http/fetch.ts';
import type { Peer } from '../http/message.ts';
import { closed } from '../http/refuse.ts';
import { fromSocket, send } from '../http/socket.ts';
import type { Accounts } from '../people/directory.ts';
import { type Instance, startInstance, systemClock } from '../start/start.ts';
import { admit } from '../store/application-users.ts';
import { createLog, type Log, type LogLevel } from '../telemetry/log.ts';
import { type Clients, clientsOf } from './clients.ts';
import { type GrantorEvent, teller } from './events.ts';
import { guardOf, type InstanceGuard } from './guard.ts';
import { mountOf } from './mount.ts';
import { type EnvironmentOption, type OptionProblem, readOptions, type SettingOptions } from './options.ts';
import { type SignIn, signInOf } from './sign-in.ts';
import { type Tokens, tokensOf } from './tokens.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { type Users, usersOf } from './users.ts';

/** A line of the log; further members say more, such as `request_id`. Secrets never appear in it. */
export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: LogLevel;
  /** ISO 8601 */
  readonly time: string;
  readonly message: string;
};

/** What the application may give instead of the built-in one. */
export type Ports = {
  /** Gets every line from LOG_LEVEL (`logging.level`) on; absent: nothing is written anywhere. What it throws is ignored. */
  readonly log?: ((line: LogLine) => void) | undefined;
  /** The time in milliseconds since 1970 UTC; absent: the system's. */
  readonly clock?: (() => number) | undefined;
  /**
   * The application's users sign in, and nothing of them is copied but their id. Absent: people are those of the
   * database. With it no administrator is created.
   */
  readonly accounts?: Accounts | undefined;
  /** Gets each audit event when what it tells of has been committed, whether rows are kept or not. What it throws is logged. */
  readonly onEvent?: ((event: GrantorEvent) => void) | undefined;
};

export type GrantorOptions = Ports & (SettingOptions | EnvironmentOption);

/** Who is at the other end of the connection, or what @hono/node-server binds, which says it. */
export type GivenPeer = Peer | { readonly incoming: Pick<IncomingMessage, 'socket'> };

/** An Express or Connect request keeps the address it came with while it is handed down. */
type HandedDown = IncomingMessage & { readonly originalUrl?: string };

/** All of it can be passed on by itself: nothing depends on `this`. */
export type Grantor = {
  readonly issuer: string;
  /** Whether a path is the issuer's: below its path, or one of its two documents at the root of the host. */
  readonly handles: (path: string) => boolean;
  /**
   * Answers a request of the Fetch API; never rejects for what was sent. Without a peer it comes from loopback:
   * rate limits then count all requests together, and TRUSTED_PROXIES decides whether X-Forwarded-For is believed.
   */
  readonly fetch: (request: Request, peer?: GivenPeer) => Promise<Response>;
  /**
   * Answers a request of `node:http`, Express or Connect. Given `next`, it calls that for paths that it does not
   * handle, so it can stand before everything else. It must stand before body parsers.
   */
  readonly node: (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;
  readonly tokens: Tokens;
  readonly clients: Clients;
  readonly users: Users;
  readonly authorizationUrl: SignIn['authorizationUrl'];
  readonly exchangeCode: SignIn['exchangeCode'];
  /**
   * Options for `protect` of `@grantor/resource`: handlers are guarded by this instance, in process and by live state.
   * `{ ...guard, resource, scopes }` says what is guarded; without `resource` only requests on loopback pass.
   */
  readonly guard: InstanceGuard;
  /**
   * Answers 503 from now on, finishes accepted requests (up to SERVER_SHUTDOWN_TIMEOUT), writes what waits and closes the
   * database. `cut`: some were not finished in time. Further calls answer the same.
   */
  readonly close: () => Promise<'drained' | 'cut'>;
};

/**
 * Opens an authorization server inside this process; nothing is shared with another one. Rejects with
 * `InvalidOptions`, or with an error whose message says what to change: the database, a secret, a key or a file.
 */
export async function createGrantor(options: GrantorOptions): Promise<Grantor> {
  const { log: write, clock, accounts, onEvent, ...settings } = options;
  const unusable = unusablePorts({ log: write, clock, onEvent }, accounts);
  const { configuration, environment, notices } = readOptions(settings, process.cwd(), unusable);
  const log = logTo(write, configuration.logging.level);
  for (const notice of notices) log.warn('configuration', { notice: describeNotice(notice) });
  const draining = new AbortController();
  const world = {
    configuration,
    environment: environment(),
    log,
    accounts,
    onEvent: onEvent === undefined ? undefined : teller(onEvent, log),
    clock: clock === undefined ? systemClock : { now: () => instant(clock()) },
  };
  const instance = await startInstance(world, draining.signal);
  const traffic = createTraffic();
  const { baseUrl, shutdownTimeoutMilliseconds } = configuration.server;
  const handles = mountOf(baseUrl);
  let closing: Promise<'drained' | 'cut'> | null = null;
  return {
    issuer: baseUrl,
    handles,
    fetch: (request, peer) => answerFetch(instance.app, traffic, { request, peer }),
    node(request: HandedDown, response, next) {
      const target = request.originalUrl ?? request.url ?? '/';
      if (next !== undefined && !handles(target)) next();
      else answerNode(instance.app, traffic, { request, response, target });
    },
    tokens: tokensOf({
      engine: instance.engine,
      introduce: (user) => introduce(user, { instance, accounts, clock: world.clock }),
    }),
    clients: clientsOf(instance.engine),
    users: usersOf(instance.site),
    ...signInOf({ engine: instance.engine, issuer: baseUrl }),
    guard: guardOf({ engine: instance.engine, issuer: baseUrl, clock: world.clock, log }),
    close() {
      draining.abort();
      closing ??= endOf(instance, traffic, shutdownTimeoutMilliseconds);
      return closing;
    },
  };
}

type Acquaintance = {
  readonly instance: Pick<Instance, 'database'>;
  readonly accounts: Accounts | undefined;
  readonly clock: Clock;
};

/** The application's users are known here from their first sign-in on, or from when a token is made for them. */
async function introduce(id: string, { instance, accounts, clock }: Acquaintance): Promise<void> {
  const user = await accounts?.find(id);
  if (user != null) await admit(instance.database.kysely, user, secondOf(clock.now()));
}

/** Ports are given as functions; of `accounts` both are needed. */
function unusablePorts(
  functions: Readonly<Record<string, unknown>>,
  accounts: Accounts | undefined,
): readonly OptionProblem[] {
  const optional = Object.entries(functions).filter(([, given]) => given !== undefined);
  const needed = accounts === undefined ? [] : (['find', 'verify'] as const);
  return [...optional, ...needed.map((name) => [`accounts.${name}`, accounts?.[name]] as const)]
    .filter(([, given]) => typeof given !== 'function')
    .map(([option]) => ({ option, wrong: 'is not a function', allowed: 'a function' }));
}

async function endOf(instance: Instance, traffic: Traffic, milliseconds: number): Promise<'drained' | 'cut'> {
  const outcome = await traffic.end(milliseconds);
  await instance.close(outcome);
  return outcome;
}

type FetchCall = { readonly request: Request; readonly peer: unknown };

async function answerFetch(app: App, traffic: Traffic, { request, peer }: FetchCall): Promise<Response> {
  const answered = traffic.during(() => app.fetch(request, peerOf(peer)));
  return answered ?? toResponse(closed());
}

/** Frameworks hand on what they please as the second argument; what names no address counts as absent. */
function peerOf(given: unknown): Peer | undefined {
  const { address, incoming } = (given ?? {}) as {
    address?: unknown;
    incoming?: { socket?: { remoteAddress?: unknown } };
  };
  const found = address ?? incoming?.socket?.remoteAddress;
  return typeof found === 'string' ? { address: found } : undefined;
}

type NodeCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
};

function answerNode(app: App, traffic: Traffic, { request, response, target }: NodeCall): void {
  const incoming = {
    ...fromSocket(request),
    target,
    // Whatever the host's server does with them, two Authorization headers must not pass as the first of them
    header: (name: string) => request.headersDistinct[name]?.join(name === 'cookie' ? '; ' : ', '),
  };
  const answered = traffic.during(async () => {
    send(await app.answer(incoming), response);
    await new Promise<void>((resolve) => (response.closed ? resolve() : response.once('close', resolve)));
  });
  if (answered === null) send(closed(), response);
  else answered.catch(() => response.destroy());
}

function logTo(write: ((line: LogLine) => void) | undefined, level: LogLevel): Log {
  if (write === undefined) return createLog('fatal', { write: () => {} });
  return createLog(level, {
    write(line) {
      try {
        write(JSON.parse(line) as LogLine);
      } catch {
        // A log that fails must not fail what it tells of
      }
    },
  });
}
