import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { freePort } from '@grantor/compliance/testing/free-port';
import type { App } from '../../src/app/app.ts';
import { CertificateUnusable, openCertificate } from '../../src/start/certificate.ts';
import { takePort } from '../../src/start/listen.ts';
import { until } from '../operations/program.ts';
import { startTestServer } from '../running-server.ts';

const isInstalled = spawnSync('openssl', ['version']).status === 0;
const still = new AbortController().signal;

describe('the certificate of the port', { skip: isInstalled ? false : 'openssl is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-tls-'));
  const served = { tlsCertFile: join(folder, 'cert.pem'), tlsKeyFile: join(folder, 'key.pem') };
  const of = (name: string) => ({
    cert: join(folder, `${name}-cert.pem`),
    key: join(folder, `${name}-key.pem`),
  });

  before(() => {
    const words = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2';
    for (const name of ['old', 'new']) {
      const { cert, key } = of(name);
      const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      const args = ['req', ...words.split(' '), ...subject, '-keyout', key, '-out', cert];
      execFileSync('openssl', args, { stdio: 'ignore' });
    }
    install('old');
  });
  after(() => rmSync(folder, { recursive: true }));

  function install(name: string): void {
    copyFileSync(of(name).cert, served.tlsCertFile);
    copyFileSync(of(name).key, served.tlsKeyFile);
  }

  const settings = { server: served, authorization: { profile: 'oauth21' } } as const;
  const log = (lines: string[]) => ({
    info: (message: string) => void lines.push(message),
    error: (message: string) => void lines.push(message),
  });

  const meet = (port: number, options = {}): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () =>
        resolve(socket),
      );
      socket.once('error', reject);
    });

  async function nameAt(port: number): Promise<string> {
    const socket = await meet(port);
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return String(CN);
  }

  it('is served from TLS 1.2 on, replaced by the next pair, and kept while the files are broken — operations.md B-6', async () => {
    const lines: string[] = [];
    const certificate = await openCertificate(settings, log(lines), 10);
    const place = { address: { host: '127.0.0.1', port: 0 }, baseUrl: 'https://localhost', certificate };
    const listening = await takePort(place, still);
    listening.serve({
      answer: async () => ({ status: 200, headers: {}, cookies: [], body: 'x' }),
    } as never as App);
    const { port } = listening;
    assert.equal(await nameAt(port), 'old');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await meet(port, { minVersion: version, maxVersion: version });
      assert.equal(socket.getProtocol(), version);
      socket.destroy();
    }
    const ciphers = 'DEFAULT@SECLEVEL=0';
    await assert.rejects(meet(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }));

    copyFileSync(of('new').cert, served.tlsCertFile);
    await until('the line', () => lines.includes('certificate not replaced'));
    assert.equal(await nameAt(port), 'old');
    copyFileSync(of('new').key, served.tlsKeyFile);
    await until('the new pair', async () => (await nameAt(port)) === 'new');
    writeFileSync(served.tlsCertFile, 'nonsense');
    await until('another line', () => lines.filter((line) => line === 'certificate not replaced').length > 1);
    assert.equal(await nameAt(port), 'new');
    install('old');
    await until('the old pair', async () => (await nameAt(port)) === 'old');
    assert.equal(await listening.close(1000), 'drained');
  });

  it('lets a server answer by HTTPS, with cookies and links to match — operations.md B-6, §2 TLS_CERT_FILE', async () => {
    install('old');
    const port = await freePort();
    const origin = `https://localhost:${port}`;
    const server = await startTestServer({
      environment: {
        ...{ SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: origin },
        ...{ TLS_CERT_FILE: served.tlsCertFile, TLS_KEY_FILE: served.tlsKeyFile },
      },
    });
    const ca = readFileSync(served.tlsCertFile);
    const ask = (path: string): Promise<{ headers: NodeJS.Dict<string | string[]>; body: string }> =>
      new Promise((resolve, reject) => {
        get({ port, host: 'localhost', path, ca, agent: false }, (answer) => {
          let body = '';
          answer.on('data', (chunk) => (body += String(chunk)));
          answer.once('end', () => resolve({ headers: answer.headers, body }));
        }).once('error', reject);
      });
    const metadata = await ask('/.well-known/openid-configuration');
    assert.equal(JSON.parse(metadata.body).issuer, origin);
    const page = await ask('/login');
    assert.match(String(page.headers['set-cookie']), /^__Host-.*; Secure/i);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/livez`));
    await server.stop();
  });

  it('that is none refuses the start with a sentence — operations.md B-6', async () => {
    const withFiles = (change: Partial<typeof served> | Record<keyof typeof served, null>) => ({
      ...settings,
      server: { ...served, ...change },
    });
    const other = withFiles({ tlsKeyFile: of('new').key });
    await assert.rejects(openCertificate(other, log([])), CertificateUnusable);
    const missing = withFiles({ tlsCertFile: join(folder, 'nowhere.pem') });
    await assert.rejects(openCertificate(missing, log([])), /nowhere\.pem \(TLS_CERT_FILE\) cannot be read/);
    assert.equal(await openCertificate(withFiles({ tlsCertFile: null, tlsKeyFile: null }), log([])), null);
  });
});
