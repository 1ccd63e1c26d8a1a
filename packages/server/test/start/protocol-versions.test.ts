import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import type { ProfileName } from '@grantor/engine';
import { createTestAuthority } from '@grantor/engine/testing';
import type { App } from '../../src/app/app.ts';
import { openCertificate } from '../../src/start/certificate.ts';
import { type Listening, takePort } from '../../src/start/listen.ts';

const authority = createTestAuthority('Servers');
const { certificate, privateKey } = authority.issue({ subject: [['CN', 'localhost']] });

/** What both sides agree on, or null. */
const agreed = ({ port }: Listening, options: ConnectionOptions): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once('error', () => resolve(null));
  });

const old = (ciphers: string): ConnectionOptions => ({ maxVersion: 'TLSv1.2', ciphers });

describe('TLS on our own port — advanced.md SW-18, V-11', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-suites-'));
  const files = { tlsCertFile: join(folder, 'cert.pem'), tlsKeyFile: join(folder, 'key.pem') };
  const listening = new Map<ProfileName, Listening>();
  const at = (profile: ProfileName): Listening => listening.get(profile) ?? assert.fail();

  before(async () => {
    writeFileSync(files.tlsCertFile, certificate);
    writeFileSync(files.tlsKeyFile, privateKey);
    const log = { info: () => {}, error: () => {} };
    for (const profile of ['oauth21', 'fapi2-security', 'fapi2-message-signing'] as const) {
      const opened = await openCertificate({ server: files, authorization: { profile } }, log);
      const place = {
        address: { host: '127.0.0.1', port: 0 },
        baseUrl: 'https://localhost',
        certificate: opened,
      };
      const taken = await takePort(place, new AbortController().signal);
      taken.serve({} as App);
      listening.set(profile, taken);
    }
  });
  after(async () => {
    for (const each of listening.values()) await each.close(0);
    rmSync(folder, { recursive: true });
  });

  it('is 1.3 where the client can, and never older than 1.2', async () => {
    for (const profile of listening.keys()) {
      assert.match((await agreed(at(profile), {})) ?? '', /^TLSv1\.3 /);
      const ancient = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      assert.equal(await agreed(at(profile), ancient), null);
    }
  });

  it('has of 1.2 only ECDHE with AES-GCM under FAPI — RFC 9325 §4.2', async () => {
    const weak = ['ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-CHACHA20-POLY1305'];
    for (const profile of ['fapi2-security', 'fapi2-message-signing'] as const) {
      for (const suite of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384']) {
        assert.equal(await agreed(at(profile), old(suite)), `TLSv1.2 ${suite}`);
      }
      for (const suite of weak) assert.equal(await agreed(at(profile), old(suite)), null, suite);
    }
    assert.notEqual(await agreed(at('oauth21'), old(weak[0] ?? '')), null);
  });
});
