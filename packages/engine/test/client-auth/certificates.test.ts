import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificateThumbprint } from '@grantor/protocol';
import type { ClientCertificate } from '../../src/model/certificate.ts';
import {
  asserted,
  exampleClient,
  exampleKeyClient,
  examplePublicClient,
  postForm,
  selfSigned,
  signAssertion,
  testCertificate,
} from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, json, webAuthorization } from '../support.ts';

const certificates = { authorities: 'known', alias: 'https://auth.example:8443' } as const;
const machine = { grant_type: 'client_credentials', client_id: 'web' };

type Change = Parameters<typeof exampleClient>[0];

const certified = (change: Change = {}) =>
  exampleClient({ authMethod: 'tls_client_auth', secrets: [], tlsSubjectDn: 'CN=app', ...change });
const worldOf = (client: ReturnType<typeof exampleClient>, policy = {}) =>
  createWorld({ seed: { clients: [client, examplePublicClient()] }, policy: { certificates, ...policy } });
const app = testCertificate('CN=app');
const other = testCertificate('CN=other');

type Fields = Parameters<typeof postForm>[0];

const ask = (
  { engine }: ReturnType<typeof worldOf>,
  certificate: ClientCertificate | null,
  { authorization, ...fields }: Fields & { authorization?: string } = {},
) =>
  engine.token(
    postForm({ ...machine, ...fields }, { certificate, ...(authorization ? { authorization } : {}) }),
  );

describe('tls_client_auth — advanced.md CAU-14, MTL-3', () => {
  it('proves a client whose registered name the certificate has, again and again', async () => {
    const world = worldOf(certified());
    for (const _ of [1, 2]) expectOk(await ask(world, app));
    expectError(await ask(world, other), 401, 'invalid_client');
    expectError(await ask(world, null), 401, 'invalid_client');
  });

  it('looks at the one member that is registered', async () => {
    const members = ['tlsSanDns', 'tlsSanUri', 'tlsSanIp', 'tlsSanEmail'] as const;
    for (const member of members) {
      const world = worldOf(certified({ tlsSubjectDn: null, [member]: 'name' }));
      expectOk(await ask(world, testCertificate('name')));
      expectError(await ask(world, app), 401, 'invalid_client');
    }
  });

  it('is asked for at every endpoint of clients — advanced.md CAU-4', async () => {
    const { engine } = worldOf(certified());
    const calls = [engine.introspect, engine.revoke, engine.pushAuthorization];
    for (const call of calls) {
      const fields = { client_id: 'web', token: 'x' };
      expectError(await call(postForm(fields)), 401, 'invalid_client');
      expectError(await call(postForm(fields, { certificate: other })), 401, 'invalid_client');
      const { error } = json(await call(postForm(fields, { certificate: app }))) ?? {};
      assert.notEqual(error, 'invalid_client');
    }
  });

  it('does not go with a secret or an assertion beside it — RFC 6749 §2.3', async () => {
    const world = worldOf(certified());
    expectError(await ask(world, app, { client_secret: 'x' }), 401, 'invalid_client');
    expectError(await ask(world, app, asserted(signAssertion())), 401, 'invalid_client');
    expectError(await ask(world, app, webAuthorization), 401, 'invalid_client');
  });

  it('goes under the profiles of FAPI — advanced.md SW-3', async () => {
    expectOk(await ask(worldOf(certified(), { profile: 'fapi2-security' }), app));
  });
});

describe('a certificate of a client of another method — advanced.md CAU-1', () => {
  it('is no attempt to authenticate', async () => {
    expectOk(await ask(worldOf(exampleClient()), other, webAuthorization));
    expectOk(await ask(worldOf(exampleKeyClient()), other, asserted(signAssertion())));
    const publicly = { ...machine, client_id: 'native' };
    const reply = await worldOf(exampleClient()).engine.token(postForm(publicly, { certificate: other }));
    expectError(reply, 400, 'unauthorized_client');
  });

  it('does not stand for what is registered', async () => {
    expectError(await ask(worldOf(exampleClient()), app), 401, 'invalid_client');
    expectError(await ask(worldOf(exampleKeyClient()), app), 401, 'invalid_client');
  });
});

describe('self_signed_tls_client_auth — advanced.md MTL-4', () => {
  const own = selfSigned({ subject: [['CN', 'app']], to: -0.5 });
  const shown = { der: own.der, thumbprint: certificateThumbprint(own.der) };
  const client = (change: Change = {}) =>
    exampleClient({
      ...{ authMethod: 'self_signed_tls_client_auth', secrets: [], jwks: { keys: [own.jwk] } },
      ...change,
    });

  it('proves a client that publishes the certificate, whoever signed it and however long it was good', async () => {
    const world = worldOf(client());
    expectOk(await ask(world, shown));
    const { der } = selfSigned({ subject: [['CN', 'app']] });
    const twin = { der, thumbprint: certificateThumbprint(der) };
    for (const certificate of [twin, app, null]) {
      expectError(await ask(world, certificate), 401, 'invalid_client');
    }
  });

  it('does not take a certificate for that of another key — RFC 7517 §4.7', async () => {
    const { x5c } = own.jwk;
    const stranger = selfSigned({ subject: [['CN', 'app']] });
    const world = worldOf(client({ jwks: { keys: [{ ...stranger.jwk, x5c }] } }));
    expectError(await ask(world, shown), 401, 'invalid_client');
  });

  it('is tried again while the keys cannot be had — advanced.md CAU-13', async () => {
    const world = worldOf(client({ jwks: null, jwksUri: 'https://app.example/jwks' }));
    expectError(await ask(world, shown), 503, 'temporarily_unavailable');
  });
});

describe('discovery with certificates — advanced.md MTL-8, CAU-14', () => {
  const metadata = async (policy: Parameters<typeof createWorld>[0]) =>
    json(await createWorld(policy).engine.discovery());
  const methods = ['tls_client_auth', 'self_signed_tls_client_auth'];

  it('names the methods, the binding, and where to show them — RFC 8705 §5', async () => {
    const found = await metadata({ policy: { certificates } });
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      const listed: string[] = found[`${endpoint}_endpoint_auth_methods_supported`];
      assert.deepEqual(listed.slice(-2), methods);
    }
    assert.equal(found.tls_client_certificate_bound_access_tokens, true);
    const alias = 'https://auth.example:8443';
    assert.deepEqual(found.mtls_endpoint_aliases, {
      token_endpoint: `${alias}/oauth/token`,
      pushed_authorization_request_endpoint: `${alias}/oauth/par`,
      introspection_endpoint: `${alias}/oauth/introspect`,
      revocation_endpoint: `${alias}/oauth/revoke`,
      device_authorization_endpoint: `${alias}/oauth/device/code`,
      userinfo_endpoint: `${alias}/oauth/userinfo`,
    });
    const asking = await metadata({ policy: { certificates, backchannel: 'served' } });
    const { backchannel_authentication_endpoint } = asking.mtls_endpoint_aliases;
    assert.equal(backchannel_authentication_endpoint, `${alias}/oauth/bc-authorize`);
  });

  it('says nothing where no certificates come, and no alias where a proxy has them — advanced.md MTL-2', async () => {
    const none = await metadata({});
    assert.equal(none.token_endpoint_auth_methods_supported.includes(methods[0]), false);
    assert.equal('tls_client_certificate_bound_access_tokens' in none, false);
    assert.equal('mtls_endpoint_aliases' in none, false);
    const proxied = await metadata({ policy: { certificates: { authorities: 'none', alias: null } } });
    assert.equal('mtls_endpoint_aliases' in proxied, false);
    assert.deepEqual(proxied.token_endpoint_auth_methods_supported.slice(-1), [methods[1]]);
  });
});
