/** A server that speaks TLS by a certificate of its own, and requests of clients that show theirs. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { createTestAuthority, type TestIssued } from '@grantor/engine/testing';
import { startTestServer, type TestServer } from '../running-server.ts';

/** Of the server's own certificate, and of the clients'. */
export const serverAuthority = createTestAuthority('Servers');
export const clientAuthority = createTestAuthority('Clients');

export type SecureServer = Pick<TestServer, 'logged'> & {
  readonly origin: string;
  readonly port: number;
  /** Where clients show certificates. */
  readonly mtlsPort: number;
  stop(): Promise<void>;
};

export async function startSecureServer(
  clients: readonly unknown[],
  environment: Readonly<Record<string, string>> = {},
  users: readonly unknown[] = [],
): Promise<SecureServer> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-mtls-'));
  const own = serverAuthority.issue({
    subject: [['CN', 'localhost']],
    names: [
      ['dns', 'localhost'],
      ['ip', Buffer.from([127, 0, 0, 1])],
    ],
  });
  const files = { cert: own.certificate, key: own.privateKey, ca: clientAuthority.certificate };
  const at = (name: string): string => join(folder, `${name}.pem`);
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
  const [port, mtlsPort] = [await freePort(), await freePort()];
  const server = await startTestServer({
    bootstrap: { clients, users },
    environment: {
      SERVER_ADDR: `127.0.0.1:${port}`,
      BASE_URL: `https://localhost:${port}`,
      TLS_CERT_FILE: at('cert'),
      TLS_KEY_FILE: at('key'),
      MTLS_PORT: String(mtlsPort),
      MTLS_CA_FILE: at('ca'),
      ...environment,
    },
  });
  return {
    ...{ origin: server.origin, logged: server.logged, port, mtlsPort },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** `fetch` of a client that trusts the server's authority, and shows the certificate where it is asked for one. */
export function fetchWith(shown: TestIssued | null): typeof fetch {
  const own = shown === null ? {} : { cert: shown.certificate, key: shown.privateKey };
  const agent = new Agent({ ca: serverAuthority.certificate, ...own, keepAlive: false });
  return async (input, init = {}) => {
    const asked = new Request(input, init);
    const body = Buffer.from(await asked.arrayBuffer());
    const headers = Object.fromEntries(asked.headers);
    return new Promise((resolve, reject) => {
      const sent = request(asked.url, { agent, method: asked.method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => void parts.push(part));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(parts).toString();
          const all = Object.entries(answer.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]);
          resolve(new Response(text === '' ? null : text, { status: answer.statusCode ?? 0, headers: all }));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  };
}
