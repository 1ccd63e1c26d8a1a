/** Instances inside the test's own process, and a person who signs in to an application with one of them. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { createGrantor, type Grantor, type Ports } from '../../src/index.ts';
import { alice, bob, webApplication } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser } from '../e2e/plain-browser.ts';

export const redirectUri = 'https://photos.example/callback';

const declared = {
  users: [alice, bob],
  clients: [{ ...webApplication, redirect_uris: [redirectUri] }],
};

export type Embedded = {
  readonly grantor: Grantor;
  readonly folder: string;
  /** Closes it and opens it again on what it left. */
  again(): Promise<Grantor>;
  stop(): Promise<void>;
};

/** With a folder of its own, which is gone after `stop`, and what is declared in it. */
export async function embed(
  baseUrl: string,
  ports: Ports = {},
  content: object = declared,
): Promise<Embedded> {
  const folder = await newFolder();
  const bootstrapFile = join(folder, 'bootstrap.json');
  await writeFile(bootstrapFile, JSON.stringify(content));
  return embedIn(folder, { baseUrl, bootstrapFile }, ports);
}

/** The same without anything declared. */
export const embedEmpty = async (baseUrl: string, ports: Ports = {}): Promise<Embedded> =>
  embedIn(await newFolder(), { baseUrl }, ports);

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'grantor-library-'));

type Place = { readonly baseUrl: string; readonly bootstrapFile?: string };

async function embedIn(folder: string, place: Place, ports: Ports): Promise<Embedded> {
  const open = () =>
    createGrantor({
      server: { ...place, dataDir: join(folder, 'data') },
      limits: { enabled: false },
      ...ports,
    });
  let grantor = await open();
  return {
    grantor,
    folder,
    async again() {
      await grantor.close();
      grantor = await open();
      return grantor;
    },
    async stop() {
      await grantor.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Served = { readonly origin: string; readonly embedded: Embedded; stop(): Promise<void> };

type Serving = {
  /** Where it is mounted. */
  readonly path?: string;
  readonly ports?: Ports;
  readonly listenerOf?: (grantor: Grantor) => RequestListener;
};

/** An application on a port of its own, with an instance in it. */
export async function serveEmbedded({
  path = '/auth',
  ports = {},
  listenerOf = ({ node }) => node,
}: Serving = {}): Promise<Served> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const embedded = await embed(origin + path, ports);
  const server = createServer(listenerOf(embedded.grantor));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin,
    embedded,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await embedded.stop();
    },
  };
}

export type Tokens = {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope: string;
};

type Person = { readonly username: string; readonly password: string };

/** Signs in by name and password, allows if asked, and redeems the code: what an application's user and backend do. */
export async function obtainTokens(
  issuer: string,
  browser: PlainBrowser,
  person: Person = alice,
): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const decided = await decide(issuer, { browser, person, verifier });
  const arrived = new URL(decided, issuer);
  if (!arrived.href.startsWith(redirectUri)) throw new Error(`${arrived.href} is not the application's`);
  return redeem(issuer, { code: arrived.searchParams.get('code') ?? '', verifier });
}

type Visit = { readonly browser: PlainBrowser; readonly person: Person; readonly verifier: string };

/** Where the answer leads; consent is remembered from one visit to the next. */
async function decide(issuer: string, { browser, person, verifier }: Visit): Promise<string> {
  const request = new URLSearchParams({
    client_id: webApplication.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile offline_access',
    state: 'state-of-the-application',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return answerOf(`${issuer}/oauth/authorize?${request}`, { browser, person });
}

/** Where the browser is sent back to, once the person signed in and allowed what was asked. */
export async function answerOf(
  address: string,
  { browser, person }: Omit<Visit, 'verifier'>,
): Promise<string> {
  const { pathname, search } = new URL(address);
  const base = pathname.replace(/\/oauth\/authorize$/, '');
  const login = locationOf(await browser.get(pathname + search));
  const fields = hiddenFields(await (await browser.get(login)).text());
  const { username, password } = person;
  const further = locationOf(await browser.post(`${base}/login`, { ...fields, username, password }));
  const next = locationOf(await browser.get(further));
  if (next.startsWith(redirectUri)) return next;
  const consent = hiddenFields(await (await browser.get(next)).text());
  return locationOf(await browser.post(`${base}/consent`, { ...consent, action: 'approve' }));
}

async function redeem(issuer: string, proof: { code: string; verifier: string }): Promise<Tokens> {
  const answer = await askAsClient(`${issuer}/oauth/token`, {
    grant_type: 'authorization_code',
    code: proof.code,
    code_verifier: proof.verifier,
    redirect_uri: redirectUri,
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Tokens;
}

const locationOf = (response: Response): string => {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`${response.status} leads nowhere`);
  return location;
};

/** The request a client sends with its secret. */
export function clientRequest(address: string, form: Readonly<Record<string, string>>): Request {
  const { client_id, client_secret } = webApplication;
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
  return new Request(address, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
}

/** The same, sent over the network. */
export const askAsClient = (address: string, form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(clientRequest(address, form));
