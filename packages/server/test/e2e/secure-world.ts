/** The server with a TLS listener of its own, and an application that does the same; both on this computer. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestCertificate } from '@grantor/compliance/testing';
import { freePort } from '@grantor/compliance/testing/free-port';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { type RelyingParty, startRelyingParty } from './relying-party.ts';

export type SecureAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, or a text as it is. */
  readonly body?: URLSearchParams | string;
};

export type SecureWorld = {
  readonly server: ServerProcess;
  readonly party: RelyingParty;
  /** As a program does that trusts the certificate; follows nothing. */
  ask(address: string, sent?: Sent): Promise<SecureAnswer>;
  stop(): Promise<void>;
};

export type SecureOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  /** The name of the application; the server finds `localhost` alone. */
  readonly host?: string;
  readonly declared: (party: RelyingParty) => unknown;
};

/** Resolves when both answer. */
export async function startSecureWorld({
  environment = {},
  host = 'localhost',
  declared,
}: SecureOptions): Promise<SecureWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-secure-'));
  const { certificate, privateKey } = makeTestCertificate([...new Set(['localhost', host])]);
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, certificate);
  await writeFile(files.key, privateKey, { mode: 0o600 });
  const party = await startRelyingParty({ host, cert: certificate, key: privateKey });
  const port = await freePort();
  const server = await startServerProcess({
    port,
    bootstrap: declared(party),
    environment: {
      BASE_URL: `https://localhost:${port}`,
      TLS_CERT_FILE: files.cert,
      TLS_KEY_FILE: files.key,
      NODE_EXTRA_CA_CERTS: files.cert,
      OUTBOUND_ALLOWED_HOSTS: 'localhost',
      ...environment,
    },
  });
  return {
    server,
    party,
    ask: (address, sent = {}) => askSecurely(address, sent, certificate),
    async stop() {
      await server.stop();
      await party.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const askSecurely = (address: string, { method = 'GET', headers, body }: Sent, ca: string) =>
  new Promise<SecureAnswer>((resolve, reject) => {
    const form =
      body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const sent = request(address, { method, ca, agent: false, headers: { ...form, ...headers } });
    sent.once('error', reject);
    sent.once('response', async (answer) => {
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
    });
    sent.end(body?.toString());
  });
