/** A server over another: a façade in a process of its own, and the service it speaks for. */

import { createHash, randomBytes } from 'node:crypto';
import { freePort } from '@grantor/compliance/testing/free-port';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { createRandom } from '../../src/start/random.ts';
import { apiToken, callback, declarations, secret } from '../authlete/world.ts';
import { emptyFolder, startProgram } from '../operations/program.ts';
import { startTestServer } from '../running-server.ts';

export const password = 'river orchard candle';
export const resourceServer = { id: 'api', secret: 'a-secret-of-the-resource-server' };

export type Facade = {
  readonly origin: string;
  readonly pid: number | undefined;
  /** What it printed so far. */
  output(): string;
  /** What its data folder holds. */
  readonly folder: string;
  stop(): Promise<void>;
};

/** `service`: an address, with a façade's own where it has none yet. */
export async function startFacadeAt(
  port: number,
  service: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Facade> {
  const folder = await emptyFolder();
  const hash = await createPasswords({ random: createRandom() }).hash(password);
  const claims = { name: 'John Flow', email: 'john@users.example', email_verified: true };
  const users = await folder.write('users.json', [
    { loginId: 'john', subject: '1001', password: hash, claims },
    { loginId: 'jane', subject: '1002', password: hash },
    { loginId: 'max', subject: '1003', password: hash },
  ]);
  const servers = await folder.write('servers.json', [
    {
      id: resourceServer.id,
      secret_sha256: createHash('sha256').update(resourceServer.secret).digest('base64url'),
    },
  ]);
  const origin = `http://127.0.0.1:${port}`;
  const program = startProgram(
    [],
    folder.environment({
      ...{ ENGINE: 'authlete', AUTHLETE_BASE_URL: service, AUTHLETE_API_TOKEN: apiToken },
      ...{ USERS_FILE: users, RESOURCE_SERVERS_FILE: servers },
      ...{ SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: origin, ...more },
    }),
    folder.path,
  );
  // As long as it lives: how long a start takes says how busy the machine is
  const isOver = () => program.child.exitCode !== null || program.child.signalCode !== null;
  while (!program.output().includes('"ready"') && !isOver())
    await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    origin,
    pid: program.child.pid,
    output: program.output,
    folder: `${folder.path}/data`,
    async stop() {
      program.child.kill('SIGTERM');
      await program.ended;
      await folder.remove();
    },
  };
}

/** `service`: where the service behind it is. */
export type FacadeWorld = {
  readonly facade: Facade;
  readonly service: string;
  stop(): Promise<void>;
};

/** Variables of the service, and where the façade listens. */
type Behind = {
  readonly service?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly clients?: readonly object[];
};

/** The façade, `more` set for it, and a server of this product as the service behind it. */
export async function startFacadeWorld(
  more: Readonly<Record<string, string>> = {},
  { service = {}, port: wanted, clients = [] }: Behind = {},
): Promise<FacadeWorld> {
  const [port, behind] = [wanted ?? (await freePort()), await freePort()];
  const server = await startTestServer({
    bootstrap: { ...declarations, clients: [...declarations.clients, ...clients] },
    environment: {
      ...{ ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: apiToken, ENABLE_DYNAMIC_REGISTRATION: 'true' },
      ...{ SERVER_ADDR: `127.0.0.1:${behind}`, BASE_URL: `http://127.0.0.1:${port}` },
      ...service,
    },
  });
  const facade = await startFacadeAt(port, `http://127.0.0.1:${behind}`, more);
  return {
    facade,
    service: `http://127.0.0.1:${behind}`,
    async stop() {
      await facade.stop();
      await server.stop();
    },
  };
}

export const clientCredentials = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;

export function authorizationRequest(change: Readonly<Record<string, string>> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    ...{
      client_id: 'web',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid profile',
      state: 'st',
    },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  });
  return { verifier, parameters };
}

/** Cookies by name, as a browser keeps them. */
export type Jar = Map<string, string>;

export async function browse(url: string, jar: Jar, init: RequestInit = {}): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    redirect: 'manual',
    ...init,
    headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers },
  });
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}

export const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

export const ticketIn = (page: string): string => /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? '';
