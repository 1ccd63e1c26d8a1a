/**
 * A real proxy with its example's configuration, in front of a tiny service and the running server: everything
 * on loopback, under the names of the example.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { person } from '../attack/world.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { clients, users } from './world.ts';

export const examples = join(import.meta.dirname, '../../../../examples');

/** Debian keeps servers where only root looks for programs. */
const path = `${process.env['PATH']}:/usr/sbin`;

/** Whether the program can be run here. */
export const isInstalled = (program: string, argument: string): boolean =>
  spawnSync(program, [argument], { stdio: 'ignore', env: { ...process.env, PATH: path } }).error ===
  undefined;

export type Ports = { readonly proxy: number; readonly grantor: number; readonly app: number };

/** Writes the proxy's configuration into the folder; how to start it. */
export type StartProxy = (
  folder: string,
  ports: Ports,
) => Promise<{ command: string; arguments: readonly string[] }>;

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type GuardedHosts = {
  readonly port: number;
  readonly server: TestServer;
  /** What reached the service, oldest first. */
  readonly seen: Seen[];
  /** Asks the proxy as a client that was led to `host`; a header `host` in `headers` says another than it called. */
  ask(host: string, path: string, options?: Asked): Promise<Answer>;
  /** We are away from here on; proxy and service are not. */
  leave(): Promise<void>;
  stop(): Promise<void>;
};

export type Asked = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** `api` is the registered resource, without its origin's port. */
export async function startGuardedHosts(proxy: StartProxy, api: string): Promise<GuardedHosts> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-proxy-'));
  const seen: Seen[] = [];
  const app = await startService(seen);
  const ports = {
    proxy: await freePort(),
    grantor: await freePort(),
    app: (app.address() as AddressInfo).port,
  };
  const resource = new URL(api);
  resource.port = String(ports.proxy);
  const server = await startTestServer({
    bootstrap: {
      users,
      clients,
      resources: [{ resource: resource.href.replace(/\/$/, ''), name: 'API', scopes: ['read', 'write'] }],
    },
    environment: {
      BASE_URL: `https://auth.example.com:${ports.proxy}`,
      SERVER_ADDR: `127.0.0.1:${ports.grantor}`,
      TRUSTED_PROXIES: '127.0.0.1',
      FORWARD_AUTH_COOKIE_DOMAIN: 'example.com',
    },
  });
  const started = await proxy(folder, ports);
  const child = spawn(started.command, started.arguments, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    env: { ...process.env, PATH: path, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const said: string[] = [];
  child.stderr?.on('data', (chunk) => said.push(String(chunk)));
  const ask: GuardedHosts['ask'] = (host, path, options) => send(ports.proxy, { host, path }, options);
  await untilItAnswers(child, ask, said);
  let left: Promise<void> | null = null;
  const leave = (): Promise<void> => {
    left ??= server.stop();
    return left;
  };
  return {
    port: ports.proxy,
    server,
    seen,
    ask,
    leave,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await leave();
      app.closeAllConnections();
      app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Says hello to whom the proxy names, and remembers what it was asked. */
async function startService(seen: Seen[]): Promise<Server> {
  const server = createServer(async (message, response) => {
    let body = '';
    for await (const chunk of message) body += chunk;
    seen.push({ method: message.method ?? '', url: message.url ?? '', headers: message.headers, body });
    const name = String(message.headers['x-user-name'] ?? 'nobody');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Service</title><h1>Hello ${name}</h1>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function send(
  port: number,
  to: { host: string; path: string },
  { method = 'GET', headers = {}, body }: Asked = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path: to.path,
        servername: to.host,
        headers: { host: `${to.host}:${port}`, ...headers },
        rejectUnauthorized: false, // made a moment ago, for this test
        agent: false,
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
        response.once('error', reject);
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

async function untilItAnswers(
  child: ChildProcess,
  ask: GuardedHosts['ask'],
  said: readonly string[],
): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the proxy ended with ${child.exitCode}:\n${said.join('')}`);
    const isUp = await ask('auth.example.com', '/livez').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the proxy did not start:\n${said.join('')}`);
}

/** The text with each of these replaced; every one has to be there, so that the example stays what is tested. */
export function replaceAll(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the example does not say ${from}`);
    return result.replaceAll(from, to);
  }, text);
}

export const ada = person;
