import assert from 'node:assert/strict';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { send } from '../wire/answer.ts';

// The connections that are taken: RFC 9325 and advanced.md SW-18, V-11.

interface Handshake {
  readonly version: SecureVersion;
  readonly ciphers?: string;
}

/** What is agreed on, or null where the server hangs up. */
function agreed(t: Conversation, { version, ciphers }: Handshake): Promise<string | null> {
  const { hostname, port } = new URL(t.issuer);
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({
      ...{ host: hostname, port: Number(port), servername: hostname },
      ...{ minVersion: version, maxVersion: version },
      // Below level 1 this side would say nothing at all by the oldest versions
      ciphers: `${ciphers ?? 'ALL'}:@SECLEVEL=0`,
    });
    socket.once('secureConnect', () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

/** RFC 9325 §4.2: of those for TLS 1.2 what FAPI 2.0 leaves. */
const RECOMMENDED = /^(?:DHE|ECDHE)-(?:RSA|ECDSA)-AES(?:128|256)-GCM-SHA(?:256|384)$/;

async function expectNoOldVersions(t: Conversation): Promise<void> {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    assert.equal(await agreed(t, { version }), null, `${version} is spoken`);
  }
  assert.match((await agreed(t, { version: 'TLSv1.3' })) ?? '', /^TLSv1\.3 /);
}

export const transportCases: readonly Case[] = [
  {
    name: 'a server of its own certificate speaks TLS 1.2 and later, and no earlier one',
    requirements: ['advanced.md SW-18'],
    needs: ['mutual_tls'],
    variant: 'secure',
    async run(t) {
      await expectNoOldVersions(t);
      assert.match((await agreed(t, { version: 'TLSv1.2' })) ?? '', /^TLSv1\.2 /);
    },
  },
  {
    name: 'under FAPI nothing but recommended suites is spoken, and 1.3',
    requirements: ['advanced.md SW-18', 'advanced.md V-11'],
    needs: ['fapi', 'client_profiles'],
    variant: 'fapi-secure',
    async run(t) {
      await expectNoOldVersions(t);
      const [, suite = ''] = (
        (await agreed(t, { version: 'TLSv1.2' })) ?? 'none ECDHE-RSA-AES128-GCM-SHA256'
      ).split(' ');
      assert.match(suite, RECOMMENDED);
      for (const ciphers of [
        'AES128-GCM-SHA256',
        'ECDHE-RSA-AES128-SHA256',
        'ECDHE-ECDSA-AES128-SHA256',
        'ECDHE-RSA-CHACHA20-POLY1305',
      ])
        assert.equal(await agreed(t, { version: 'TLSv1.2', ciphers }), null, `${ciphers} is spoken`);
    },
  },
  {
    name: 'under FAPI a page of another origin reads nothing of the authorization endpoint',
    requirements: ['advanced.md V-11'],
    needs: ['fapi'],
    variant: 'fapi-secure',
    async run(t) {
      const headers = { origin: 'https://app.example' };
      const answers = [
        await send(t.endpoint('authorization_endpoint'), { headers }),
        await send(t.endpoint('authorization_endpoint'), {
          ...{ method: 'OPTIONS', headers: { ...headers, 'access-control-request-method': 'GET' } },
        }),
      ];
      for (const answer of answers) assert.equal(answer.headers.get('access-control-allow-origin'), null);
    },
  },
];
