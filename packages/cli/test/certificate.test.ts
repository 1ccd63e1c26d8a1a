import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCertificate } from '../src/world/certificate.ts';
import { grantorEnds } from './child.ts';

const isInstalled = spawnSync('openssl', ['version']).status === 0;

/** Its certificate is for localhost, of its own signature, and good for two days. */
describe('a server by TLS', { skip: isInstalled ? false : 'openssl is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-tls-'));
  const certificate = join(folder, 'certificate.pem');
  let server: Server;
  let address: URL;
  before(async () => {
    const key = join(folder, 'key.pem');
    const words = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost';
    execFileSync(
      'openssl',
      [
        'req',
        ...words.split(' '),
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    const pair = { key: readFileSync(key), cert: readFileSync(certificate) };
    server = createServer(pair, (_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it('shows its certificate, whether it is trusted or not', async () => {
    const { problem, expiresAt } = await readCertificate(address, 5000);
    assert.equal(problem, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    const days = (expiresAt - Date.now()) / (24 * 60 * 60 * 1000);
    assert.ok(days > 1 && days < 2.1, String(days));
  });

  it('is no failure of the doctor, but a finding', async () => {
    const { code, out } = await grantorEnds(['doctor', address.href], { folder });
    assert.equal(code, 1);
    assert.match(out, /Nothing can be asked: the certificate is not trusted/);
    assert.match(out, /the certificate is signed by nobody but itself/);
  });

  it('is asked when its authority is named, and told when it ends soon', async () => {
    const environment = { NODE_EXTRA_CA_CERTS: certificate };
    const { out } = await grantorEnds(['doctor', address.href], { folder, environment });
    assert.match(out, /Neither an authorization server nor a protected resource/);
    assert.match(out, /! Certificates are trusted, and good for a while/);
    assert.match(out, /the certificate ends in 1 day\n/);
  });

  it('that speaks no TLS rejects', async () => {
    await assert.rejects(readCertificate(new URL('https://127.0.0.1:9'), 5000));
  });
});
