/** The reference: oidc-provider, certified, here with everything in memory. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { authorizationRequest } from '../fixtures/authorization-request.ts';
import type { Fixtures } from '../fixtures/fixtures.ts';
import { Browser } from './browser.ts';
import { type Child, nodeOn, startChild, untilAnswering } from './child.ts';
import type { RunningSystem, StartProbe, System } from './system.ts';
import { megabytesAtRest } from './usage.ts';

const script = fileURLToPath(new URL('./oidc-provider-server.ts', import.meta.url));
const discovery = '/.well-known/openid-configuration';

type Started = {
  readonly child: Child;
  readonly folder: string;
  readonly issuer: string;
  readonly port: number;
};

async function launch(fixtures: Fixtures): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-oidc-provider-'));
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const env = { BASE_URL: issuer, FIXTURES: JSON.stringify(fixtures) };
  const child = await startChild({ command: nodeOn(script), folder, env, core: 'server' });
  await untilAnswering(child, new URL(discovery, issuer));
  return { child, folder, issuer, port };
}

async function end({ child, folder }: Started): Promise<void> {
  await child.stop();
  await rm(folder, { recursive: true, force: true });
}

async function start(fixtures: Fixtures): Promise<RunningSystem> {
  const started = await launch(fixtures);
  const { child, issuer, port } = started;
  return {
    name: 'oidc-provider',
    issuer,
    port,
    pid: child.pid,
    fixtures,
    async signIn() {
      const browser = new Browser(port);
      await browser.visit(authorizationRequest(new URL('/auth', issuer), fixtures.web));
      return browser.cookies();
    },
    counts: async () => null,
    stop: () => end(started),
  };
}

async function probe(fixtures: Fixtures): Promise<StartProbe> {
  return {
    async start(until = 'first answer') {
      const from = performance.now();
      const started = await launch(fixtures);
      const milliseconds = performance.now() - from;
      const megabytes = until === 'rest' ? await megabytesAtRest(started.child.pid) : null;
      await end(started);
      return { milliseconds, megabytes };
    },
    discard: async () => {},
  };
}

export const oidcProvider: System = {
  name: 'oidc-provider',
  what: 'oidc-provider, every record in a Map',
  start,
  probe,
  passwords: 'left to the application',
};
