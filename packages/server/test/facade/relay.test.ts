import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { BackChannelRequest } from '@grantor/engine';
import { OAuthError, type Reply, Secret, sha256 } from '@grantor/protocol';
import * as authlete from '@grantor/protocol/authlete';
import { createControlPlane } from '../../src/facade/control-plane.ts';
import { createDocuments } from '../../src/facade/documents.ts';
import { createEndpoints, type ProgramEndpoints } from '../../src/facade/endpoints.ts';
import { ControlPlaneFault } from '../../src/facade/fault.ts';
import { createPeople } from '../../src/facade/people.ts';
import { relayed } from '../../src/facade/relay.ts';
import { createResourceServers } from '../../src/facade/resource-servers.ts';
import { type FakeService, startFakeService } from './told-answers.ts';

const baseUrl = 'https://front.example';
const john = {
  subject: '1001',
  loginId: 'john',
  claims: { email: 'john@users.example', name: 'John', phone: '1' },
};

let service: FakeService;
let away: string[];
/** Milliseconds: a loaded machine is no outage. */
let patience: number;
let endpoints: ProgramEndpoints;
before(async () => {
  service = await startFakeService();
});
after(() => service.stop());
beforeEach(() => {
  Object.assign(service, { answers: {}, status: 200, redirect: null });
  service.calls.length = 0;
  away = [];
  patience = 10_000;
  const controlPlane = createControlPlane(authlete.operations, {
    ...{ url: service.url, token: Secret.of('the-token-of-the-service'), fetch },
    get timeout() {
      return patience;
    },
    onAway: (operation) => away.push(operation),
  });
  endpoints = createEndpoints({
    ...{ controlPlane, baseUrl },
    people: createPeople([{ ...john, passwordHash: '' }], { verify: async () => 'wrong' }),
    resourceServers: createResourceServers([
      { id: 'api', secretHash: sha256('s3cret'), uri: 'https://api.example/', signingAlg: 'ES256' },
    ]),
    documents: createDocuments({ controlPlane, baseUrl, now: Date.now, onOtherIssuer: () => {} }),
    pairwiseSubject: (sector, subject) => `${subject} at ${sector}`,
  });
});

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const request = (change: Partial<BackChannelRequest> = {}): BackChannelRequest => ({
  ...{
    contentType: 'application/x-www-form-urlencoded',
    contentEncoding: undefined,
    authorization: undefined,
  },
  ...{ dpop: [], accept: undefined, certificate: null, query: '', body: Buffer.from('token=x') },
  source: { address: '127.0.0.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' },
  ...change,
});
const json = (body: string) => ({ ...request(), body: async () => Buffer.from(body) });
const bearer = { authorization: 'Bearer at' };

type Row = readonly [
  operation: string,
  ask: () => Promise<Reply>,
  actions: Readonly<Record<string, Expected>>,
];
type Expected = {
  readonly status: number;
  readonly type?: string;
  readonly challenge?: RegExp | string;
  readonly body?: 'content' | 'error' | null;
};

const asJson = (status: number): Expected => ({ status, type: 'application/json', body: 'content' });
const basicChallenge: Expected = { ...asJson(401), challenge: /^Basic/ };
const challenge = (status: number): Expected => ({ status, challenge: 'content', body: null });
const challengeWithError = (status: number): Expected => ({
  status,
  challenge: 'content',
  body: 'error',
  type: 'application/json',
});
const fault = { INTERNAL_SERVER_ERROR: asJson(500) };
const challenges = {
  INTERNAL_SERVER_ERROR: challenge(500),
  BAD_REQUEST: challenge(400),
  UNAUTHORIZED: challenge(401),
  FORBIDDEN: challenge(403),
};
const registration = {
  ...fault,
  BAD_REQUEST: asJson(400),
  UNAUTHORIZED: { ...asJson(401), challenge: /^Bearer realm="[^"]+", error="invalid_token"/ },
};

/** Chapter 3.2 of the requirements, by hand. */
const rows: readonly Row[] = [
  [
    'auth/token',
    () => endpoints.token(request()),
    {
      ...fault,
      OK: asJson(200),
      BAD_REQUEST: asJson(400),
      INVALID_CLIENT: basicChallenge,
      ID_TOKEN_REISSUABLE: asJson(200),
    },
  ],
  [
    'pushed_auth_req',
    () => endpoints.pushAuthorization(request()),
    {
      ...fault,
      CREATED: asJson(201),
      BAD_REQUEST: asJson(400),
      UNAUTHORIZED: basicChallenge,
      FORBIDDEN: asJson(403),
      PAYLOAD_TOO_LARGE: asJson(413),
    },
  ],
  [
    'auth/revocation',
    () => endpoints.revoke(request()),
    { ...fault, OK: { status: 200, body: null }, INVALID_CLIENT: basicChallenge, BAD_REQUEST: asJson(400) },
  ],
  [
    'auth/introspection/standard',
    () => endpoints.introspect(request({ authorization: basic('api', 's3cret') })),
    {
      ...fault,
      OK: asJson(200),
      JWT: { status: 200, type: 'application/token-introspection+jwt', body: 'content' },
      BAD_REQUEST: asJson(400),
    },
  ],
  ['auth/userinfo', () => endpoints.userinfo(request(bearer)), challenges],
  ['client/registration', () => endpoints.register(json('{}')), { ...registration, CREATED: asJson(201) }],
  [
    'client/registration/get',
    () => endpoints.readClient({ ...json(''), ...bearer, clientId: 'c' }),
    { ...registration, OK: asJson(200) },
  ],
  [
    'client/registration/update',
    () => endpoints.replaceClient({ ...json('{}'), ...bearer, clientId: 'c' }),
    { ...registration, UPDATED: asJson(200) },
  ],
  [
    'client/registration/delete',
    () => endpoints.deleteClient({ ...json(''), ...bearer, clientId: 'c' }),
    { ...registration, DELETED: { status: 204, body: null } },
  ],
  [
    'gm',
    () => endpoints.queryGrant({ ...request(bearer), grantId: 'g' }),
    {
      OK: asJson(200),
      NO_CONTENT: { status: 204, body: null },
      UNAUTHORIZED: challengeWithError(401),
      FORBIDDEN: challengeWithError(403),
      NOT_FOUND: challengeWithError(404),
      CALLER_ERROR: asJson(500),
      AUTHLETE_ERROR: asJson(500),
    },
  ],
];

const content = 'Bearer error="invalid_token", error_description="no"';

describe('a wallet whose token is not for the credential', () => {
  it('is told by the header, too — RFC 6750 §3.1', () => {
    const relay = authlete.operations['vci/single/issue'].actions.FORBIDDEN;
    const body = JSON.stringify({ error: 'insufficient_scope', error_description: 'no' });
    const { status, headers } = relayed({ relay, content: body, reply: {} });
    assert.equal(status, 403);
    assert.match(headers['www-authenticate'] ?? '', /^Bearer realm="[^"]+", error="insufficient_scope"/);
  });
});

describe('what a service tells to do — federation-vci-authlete.md §3.2, ATL-29', () => {
  for (const [operation, ask, actions] of rows) {
    for (const [action, expected] of Object.entries(actions)) {
      it(`${operation}: ${action} is answered ${expected.status}`, async () => {
        service.answers[operation] = { action, responseContent: content, dpopNonce: 'n' };
        const reply = await ask();
        assert.equal(reply.status, expected.status);
        assert.equal(reply.headers['content-type'], expected.type);
        const told = reply.headers['www-authenticate'];
        if (expected.challenge instanceof RegExp) assert.match(told ?? '', expected.challenge);
        else assert.equal(told, expected.challenge === 'content' ? content : undefined);
        if (expected.body === 'error')
          assert.deepEqual(JSON.parse(reply.body ?? ''), { error: 'invalid_token', error_description: 'no' });
        else assert.equal(reply.body, expected.body === null ? null : content);
        assert.equal(reply.headers['cache-control'], 'no-store');
        assert.equal(reply.headers['dpop-nonce'], 'n');
      });
    }
    it(`${operation}: an unknown action, broken JSON and a refusal are faults, which say nothing — federation-vci-authlete.md ATL-19`, async () => {
      for (const answer of [
        { action: 'DANCE', responseContent: 'x' },
        { action: 'toString' },
        {},
        '{"action":',
        '[]',
        '',
      ]) {
        service.answers[operation] = answer;
        await assert.rejects(ask(), ControlPlaneFault);
      }
      service.answers[operation] = {
        resultCode: 'A001202',
        resultMessage: 'the-token-of-the-service is wrong',
      };
      service.status = 403;
      await assert.rejects(ask(), (failure: Error) => {
        assert.match(failure.message, /403: A001202$/);
        return failure instanceof ControlPlaneFault;
      });
    });
  }

  it('has no grants whose people only a database could know — federation-vci-authlete.md ATL-14', async () => {
    for (const action of ['PASSWORD', 'TOKEN_EXCHANGE', 'JWT_BEARER', 'NATIVE_SSO']) {
      service.answers['auth/token'] = { action };
      const reply = await endpoints.token(request());
      assert.equal(reply.status, 400);
      assert.equal(JSON.parse(reply.body ?? '').error, 'unsupported_grant_type');
    }
  });

  it('is asked once where it may have been done, and twice where it only reads — federation-vci-authlete.md ATL-19', async () => {
    patience = 200;
    service.answers = { 'auth/token': 'hang', 'service/jwks/get': 'hang' };
    const isAway = (failure: unknown) =>
      failure instanceof OAuthError && failure.code === 'temporarily_unavailable' && failure.retryAfter === 5;
    await assert.rejects(endpoints.token(request()), isAway);
    await assert.rejects(endpoints.jwks(), isAway);
    assert.deepEqual(
      service.calls.map(({ path }) => path),
      ['auth/token', 'service/jwks/get', 'service/jwks/get'],
    );
    assert.deepEqual(away, ['auth/token', 'service/jwks/get']);
  });
});

describe('what a service is told', () => {
  it('is what the client sent, and its credentials apart — federation-vci-authlete.md ATL-6', async () => {
    service.answers['auth/token'] = { action: 'OK', responseContent: '{}' };
    const body = Buffer.from('grant_type=client_credentials&a=%20b+c');
    await endpoints.token(
      request({
        body,
        authorization: basic('we%2Fb', 's'),
        dpop: ['proof'],
        attestation: { statements: ['a.b.c'], proofs: ['d.e.f', 'g.h.i'] },
        source: { ...request().source, path: '/api/token' },
      }),
    );
    assert.deepEqual(
      service.calls.map(({ message }) => message),
      [
        {
          ...{ parameters: 'grant_type=client_credentials&a=%20b+c', clientId: 'we/b', clientSecret: 's' },
          ...{ oauthClientAttestation: 'a.b.c', oauthClientAttestationPop: 'd.e.f, g.h.i' },
          ...{ dpop: 'proof', htm: 'POST', htu: `${baseUrl}/api/token` },
        },
      ],
    );
    assert.equal(service.calls[0]?.authorization, 'Bearer the-token-of-the-service');
  });

  it('is who may introspect, and nothing for anybody else — federation-vci-authlete.md ATL-16', async () => {
    service.answers['auth/introspection/standard'] = { action: 'OK', responseContent: '{"active":false}' };
    for (const authorization of [
      undefined,
      basic('api', 'wrong'),
      basic('other', 's3cret'),
      basic('', ''),
      'Bearer s3cret',
    ])
      assert.equal((await endpoints.introspect(request({ authorization }))).status, 401);
    assert.equal(service.calls.length, 0);
    await endpoints.introspect(
      request({ authorization: basic('api', 's3cret'), accept: 'application/token-introspection+jwt' }),
    );
    assert.deepEqual(service.calls.at(0)?.message, {
      ...{ parameters: 'token=x', httpAcceptHeader: 'application/token-introspection+jwt' },
      ...{ rsUri: 'https://api.example/', introspectionSignAlg: 'ES256' },
    });
  });

  it('is the claims that it asked for, under the name the client knows — federation-vci-authlete.md ATL-15, ATL-17', async () => {
    service.answers = {
      'auth/userinfo': {
        action: 'OK',
        subject: '1001',
        claims: ['email', 'gender', 'toString'],
        clientId: 7,
      },
      'auth/userinfo/issue': { action: 'JSON', responseContent: '{}' },
      'client/get/7': { subjectType: 'PAIRWISE', derivedSectorIdentifier: 'app.example' },
    };
    await endpoints.userinfo(request({ ...bearer, body: Buffer.alloc(0) }));
    assert.deepEqual(service.calls.at(-1)?.message, {
      ...{ token: 'at', claims: '{"email":"john@users.example"}', sub: '1001 at app.example' },
    });
    const { body } = await endpoints.userinfo(request({ body: Buffer.from('access_token=in-the-form') }));
    assert.equal(body, '{}');
    assert.equal(service.calls.at(-1)?.message['token'], 'in-the-form');
    const isInvalid = (failure: unknown) =>
      failure instanceof OAuthError && failure.code === 'invalid_request';
    await assert.rejects(
      endpoints.userinfo(request({ body: Buffer.alloc(0), query: 'access_token=q' })),
      isInvalid,
    );
    const twice = request({ ...bearer, body: Buffer.from('access_token=in-the-form') });
    await assert.rejects(endpoints.userinfo(twice), isInvalid);
    for (const query of ['token=t', 'client_secret=s', 'code=c'])
      await assert.rejects(endpoints.token(request({ query })), isInvalid, query);
  });

  it('is told at its own address alone, wherever it points', async () => {
    const elsewhere = await startFakeService();
    service.answers['auth/token'] = {};
    service.redirect = `${elsewhere.url}/auth/token`;
    elsewhere.answers['auth/token'] = { action: 'OK', responseContent: '{}' };
    await assert.rejects(endpoints.token(request()));
    assert.equal(elsewhere.calls.length, 0);
    await elsewhere.stop();
  });

  it('is never believed as another issuer — federation-vci-authlete.md ATL-18', async () => {
    service.answers['service/configuration'] = { issuer: 'https://other.example' };
    await assert.rejects(endpoints.discovery(), ControlPlaneFault);
    service.answers['service/configuration'] = { issuer: baseUrl };
    assert.equal((await endpoints.discovery()).status, 200);
    service.answers['service/configuration'] = { issuer: 'https://other.example' };
    assert.equal((await endpoints.discovery()).status, 200, 'kept for minutes');
  });
});
