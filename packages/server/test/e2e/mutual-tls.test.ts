import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { createTestAuthority, selfSigned, type TestIssued } from '@grantor/engine/testing';
import { certificateThumbprint } from '@grantor/protocol';
import * as client from 'openid-client';
import { startTestServer } from '../running-server.ts';
import {
  clientAuthority,
  fetchWith,
  type SecureServer,
  serverAuthority,
  startSecureServer,
} from './mutual-tls.ts';

const subject = [
  ['O', 'Example'],
  ['CN', 'Ledger'],
] as const;
const own = clientAuthority.issue({ subject, purpose: 'clients' });
const other = clientAuthority.issue({ subject: [['CN', 'Somebody else']] });
const ownSigned = selfSigned({ subject: [['CN', 'till']] });

const machine = { grant_types: ['client_credentials'], response_types: [], scope: 'read' };
const ledger = {
  ...{ ...machine, scope: 'read grantor:admin' },
  client_id: 'ledger',
  token_endpoint_auth_method: 'tls_client_auth',
  tls_client_auth_subject_dn: 'CN=Ledger,O=Example',
  tls_client_certificate_bound_access_tokens: true,
};
const till = {
  ...machine,
  client_id: 'till',
  token_endpoint_auth_method: 'self_signed_tls_client_auth',
  jwks: { keys: [ownSigned.jwk] },
};
const plain = { ...machine, client_id: 'plain', client_secret: 'f3b1c5d7-92aa-4d1e-8f0b-6d1f2a3b4c5d' };

const tokenRequest = (id: string, more: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, ...more }),
});

const thumbprint = ({ der }: TestIssued): string => certificateThumbprint(der);

describe('mutual TLS on a port of its own — advanced.md MTL-1', () => {
  let server: SecureServer;
  before(async () => {
    server = await startSecureServer([ledger, till, plain], {
      MTLS_CERT_HEADER: 'Client-Cert',
      TRUSTED_PROXIES: '192.0.2.1',
      METRICS_ENABLED: 'true',
    });
  });
  after(() => server.stop());

  const at = (path: string): string => `https://localhost:${server.mtlsPort}${path}`;
  const ask = (shown: TestIssued | null, id = 'ledger', headers: Record<string, string> = {}) =>
    fetchWith(shown)(at('/oauth/token'), { ...tokenRequest(id), headers });

  async function configured(id: string, shown: TestIssued): Promise<client.Configuration> {
    const configuration = await client.discovery(
      new URL(server.origin),
      id,
      { use_mtls_endpoint_aliases: true },
      client.TlsClientAuth(),
      { [client.customFetch]: fetchWith(shown) as client.CustomFetch },
    );
    return configuration;
  }

  it('serves openid-client: authenticated, bound, introspected and revoked — advanced.md MTL-3, MTL-5, MTL-6, MTL-8', async () => {
    const configuration = await configured('ledger', own);
    const tokens = await client.clientCredentialsGrant(configuration, { scope: 'read' });
    const seen = await client.tokenIntrospection(configuration, tokens.access_token);
    assert.deepEqual([seen.active, seen['cnf']], [true, { 'x5t#S256': thumbprint(own) }]);
    const address = new URL(at('/oauth/tokeninfo'));
    const answer = await client.fetchProtectedResource(configuration, tokens.access_token, address, 'GET');
    assert.equal(answer.status, 200);
    await client.tokenRevocation(configuration, tokens.access_token);
    assert.equal((await client.tokenIntrospection(configuration, tokens.access_token)).active, false);
  });

  it('serves openid-client with a certificate nobody else signed — advanced.md MTL-4', async () => {
    const configuration = await configured('till', ownSigned);
    const tokens = await client.clientCredentialsGrant(configuration, { scope: 'read' });
    const seen = await client.tokenIntrospection(configuration, tokens.access_token);
    assert.deepEqual([seen.active, seen['cnf']], [true, undefined]);
    assert.equal((await ask(own, 'till')).status, 401);
  });

  it('opens userinfo to the certificate of the token alone', async () => {
    const { access_token: token } = (await (await ask(own)).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const [held, another, none] = await Promise.all(
      [own, other, null].map((shown) => fetchWith(shown)(at('/oauth/userinfo'), { headers })),
    );
    // Nobody stands behind the token: who holds it learns that, and who does not learns nothing
    assert.notEqual(held?.status, 401);
    for (const refused of [another, none]) {
      assert.equal(refused?.status, 401);
      assert.match(refused?.headers.get('www-authenticate') ?? '', /bound to a certificate/);
    }
  });

  it('opens the management API to the certificate of the token alone — product.md M-1', async () => {
    const more = { scope: 'grantor:admin', resource: `${server.origin}/api/v1` };
    const answer = await fetchWith(own)(at('/oauth/token'), tokenRequest('ledger', more));
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const status = async (shown: TestIssued | null) =>
      (await fetchWith(shown)(at('/api/v1/users'), { headers })).status;
    assert.deepEqual([await status(own), await status(other), await status(null)], [200, 401, 401]);
  });

  it('refuses what is expired, of another authority, of another name, or not there', async () => {
    const expired = clientAuthority.issue({ subject, to: -0.01 });
    const stranger = createTestAuthority('Clients').issue({ subject });
    for (const shown of [expired, stranger, other, selfSigned({ subject }), null]) {
      const answer = await ask(shown);
      assert.equal(answer.status, 401);
      assert.equal(((await answer.json()) as { error: string }).error, 'invalid_client');
    }
  });

  it('asks on the other port for nothing, and serves everybody else on both — advanced.md CAU-1', async () => {
    const body = tokenRequest('ledger');
    assert.equal((await fetchWith(own)(`${server.origin}/oauth/token`, body)).status, 401);
    for (const shown of [own, null]) {
      const form = tokenRequest('plain', { client_secret: plain.client_secret });
      assert.equal((await fetchWith(shown)(at('/oauth/token'), form)).status, 200);
    }
    assert.equal((await fetchWith(null)(at('/livez'))).status, 200);
  });

  it('drops and counts the header of everybody else — advanced.md MTL-2, security.md P-2', async () => {
    const forged = `:${own.der.toString('base64')}:`;
    for (const shown of [other, null]) {
      assert.equal((await ask(shown, 'ledger', { 'client-cert': forged })).status, 401);
    }
    assert.equal(
      (await ask(own, 'ledger', { 'client-cert': `:${other.der.toString('base64')}:` })).status,
      200,
    );
    const metrics = await (await fetchWith(null)(`${server.origin}/metrics`)).text();
    assert.match(metrics, /^client_certificate_headers_dropped_total 3$/m);
    assert.equal(server.logged.filter((line) => line.includes('MTLS_CERT_HEADER is ignored')).length, 1);
  });

  it('lets nobody become somebody else on a connection', async () => {
    const socket = await new Promise<TLSSocket>((resolve, reject) => {
      const options = {
        ca: serverAuthority.certificate,
        maxVersion: 'TLSv1.2',
        servername: 'localhost',
      } as const;
      const opened = connect({ host: '127.0.0.1', port: server.mtlsPort, ...options }, () => resolve(opened));
      opened.once('error', reject);
    });
    const failure = await new Promise<unknown>((resolve) => {
      socket.once('error', resolve);
      socket.renegotiate({ rejectUnauthorized: true }, resolve);
    });
    assert.ok(failure instanceof Error);
    socket.destroy();
  });
});

describe('certificates that a proxy passes on — advanced.md MTL-2', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  before(async () => {
    server = await startTestServer({
      bootstrap: { clients: [till] },
      environment: { MTLS_CERT_HEADER: 'Client-Cert', TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  after(() => server.stop());

  const ask = async (values: readonly string[]): Promise<number> => {
    const headers = values.map((value): [string, string] => ['client-cert', value]);
    return (await fetch(`${server.origin}/oauth/token`, { ...tokenRequest('till'), headers })).status;
  };

  it('count as RFC 9440 writes them, and in PEM percent-encoded', async () => {
    const encoded = `:${ownSigned.der.toString('base64')}:`;
    assert.equal(await ask([encoded]), 200);
    assert.equal(await ask([encodeURIComponent(ownSigned.certificate)]), 200);
  });

  it('do not where there is another, none, or what cannot be read', async () => {
    const encoded = `:${ownSigned.der.toString('base64')}:`;
    for (const values of [
      [],
      [''],
      ['::'],
      ['nonsense'],
      [encoded, encoded],
      [`:${own.der.toString('base64')}:`],
    ]) {
      assert.equal(await ask(values), 401, values.join());
    }
  });

  it('are advertised without another address', async () => {
    const metadata = (await (
      await fetch(`${server.origin}/.well-known/openid-configuration`)
    ).json()) as Record<string, unknown>;
    assert.equal(metadata['tls_client_certificate_bound_access_tokens'], true);
    assert.equal('mtls_endpoint_aliases' in metadata, false);
  });
});
