import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import {
  asserted,
  exampleKeyClient,
  exampleResource,
  postForm,
  signAssertion,
  signByClient,
  testStart,
} from '../../src/testing/index.ts';
import { expectError } from '../support.ts';
import {
  answerOf,
  type FrontChannel,
  flowOf,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  stepOf,
} from './front-channel.ts';

const now = testStart / 1000;
const issuer = 'https://auth.example';
const published = 'https://app.example/request.jwt';

type Members = Readonly<Record<string, unknown>>;
type Change = Partial<ReturnType<typeof exampleKeyClient>>;

const keyed = (change: Change = {}): FrontChannel =>
  frontChannel({
    seed: { clients: [exampleKeyClient({ requestUris: [published], ...change })] },
    policy: { requestUris: 'served' },
  });

const object = (claims: Members = {}, header: Members = {}): string =>
  signByClient({ ...request(), iss: 'web', aud: issuer, exp: now + 60, ...claims }, header);

/** The query: the client, the object, and what should not be read. */
const beside = (value: string, more: Parameters = {}): Parameters => ({
  client_id: 'web',
  request: value,
  ...more,
});

describe('a request object', () => {
  it('is the whole request: nothing beside it is read — RFC 9101 §6.3, advanced.md JAR-2', async () => {
    const channel = keyed();
    const query = beside(object(), {
      scope: 'openid profile',
      state: 'of the query',
      redirect_uri: 'https://evil.example/',
      prompt: 'none',
    });
    const shown = await channel.ask(query);
    const { step } = interactionOf(shown);
    assert.ok(step.kind === 'consent');
    assert.deepEqual(step.scopes.map(({ name }) => name).sort(), ['openid', 'read']);
    const answer = answerOf(await channel.decide(shown, 'approve'));
    assert.equal(answer['state'], 's1');
    assert.ok(answer['code']);
  });

  it('goes on as it was accepted: its time may pass, its keys change — protocol.md IN-6', async () => {
    const channel = keyed({ requireSignedRequestObject: true });
    const shown = await channel.ask(beside(object({ exp: now + 1 })));
    channel.harness.store.put.client(
      exampleKeyClient({ requireSignedRequestObject: true, jwks: { keys: [] } }),
    );
    channel.harness.clock.advance(300);
    assert.equal(stepOf(await channel.resume(flowOf(shown), 'approve')), 'code');
  });

  it('may be posted — OpenID Connect Core §3.1.2.1', async () => {
    const channel = keyed({ requireSignedRequestObject: true });
    const posted = await channel.post(beside(object()));
    assert.ok(posted.kind === 'continue');
    const shown = await channel.resume(posted.flow, null);
    assert.equal(stepOf(await channel.decide(shown, 'approve')), 'code');
  });

  it('says numbers, lists and structures as JSON does — RFC 9101 §4, RFC 8707 §2', async () => {
    const claims = { userinfo: { email: { essential: true } } };
    const resource = ['https://api.example/v1', 'https://files.example/v1'];
    const resources = resource.map((uri) => exampleResource({ uri, scopes: null }));
    const seed = { clients: [exampleKeyClient()], resources };
    const shown = await frontChannel({ seed }).ask(
      beside(object({ max_age: 600, claims, resource, login_hint: null, nonce: '' })),
    );
    const kept = new URLSearchParams(interactionOf(shown).request);
    assert.equal(kept.get('max_age'), '600');
    assert.deepEqual(JSON.parse(String(kept.get('claims'))), claims);
    assert.deepEqual(kept.getAll('resource'), resource);
    assert.equal(kept.has('login_hint'), false);
  });

  const accepted: readonly [what: string, claims: Members, header?: Members][] = [
    ['no type', {}],
    ['its own type', {}, { typ: 'oauth-authz-req+jwt' }],
    ['the type of any JWT', {}, { typ: 'JWT' }],
    ['us among its audiences', { aud: ['https://other.example', issuer] }],
    ['neither issuer nor audience nor times', { iss: undefined, aud: undefined, exp: undefined }],
    ['nbf a little ahead', { nbf: now + 8 }],
  ];
  for (const [what, claims, header] of accepted) {
    it(`is accepted with ${what} — advanced.md JAR-3, JAR-4, V-61`, async () => {
      assert.equal(stepOf(await keyed().ask(beside(object(claims, header)))), 'consent');
    });
  }

  const refused: readonly [what: string, claims: Members, header?: Members][] = [
    ['another client', { client_id: 'native' }],
    ['no client', { client_id: undefined }],
    ['another issuer', { iss: 'native' }],
    ['another audience', { aud: 'https://other.example' }],
    ['an empty audience', { aud: [] }],
    ['exp past the tolerance', { exp: now - 30 }],
    ['exp as text', { exp: String(now + 60) }],
    ['nbf ahead', { nbf: now + 31 }],
    ['iat ahead', { iat: now + 31 }],
    ['the client as its subject', { sub: 'web' }],
    ['a request in it', { request: 'x' }],
    ['a request_uri in it', { request_uri: published }],
    ['a control character', { state: 'a\u0000' }],
    ['a line break', { state: 'a\nb' }],
    ['the type of an access token', {}, { typ: 'at+jwt' }],
    ['the type of a client assertion', {}, { typ: 'client-authentication+jwt' }],
    ['no algorithm', {}, { alg: 'none' }],
    ['a symmetric algorithm', {}, { alg: 'HS256' }],
    ['an algorithm that is not registered', {}, { alg: 'RS256' }],
    ['an unknown key', {}, { kid: 'other' }],
    ['a key of its own', {}, { jwk: {} }],
    ['a critical extension', {}, { crit: ['b64'], b64: false }],
  ];
  for (const [what, claims, header] of refused) {
    it(`is refused with ${what} — advanced.md JAR-1 to JAR-4, security.md X-2`, async () => {
      const channel = keyed({ requestObjectAlg: 'EdDSA' });
      const value = object(claims, header);
      const { redirect_uri } = request();
      const told = await channel.ask(beside(value, { redirect_uri, state: 'q' }));
      assert.equal(stepOf(told), 'invalid_request_object');
      assert.equal(answerOf(told)['state'], 'q');
      assert.equal(channel.harness.store.commits.length, 0);
    });
  }

  it('is refused unsigned, bent, or as something else — RFC 9101 §10.5, §10.8', async () => {
    const [head, payload] = object().split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const bent = object()
      .split('.')
      .with(1, object({ scope: 'openid write' }).split('.')[1] ?? '');
    const { redirect_uri } = request();
    for (const value of [none, bent.join('.'), `${head}.${payload}`, 'x', signAssertion()])
      assert.equal(
        stepOf(await keyed().ask(beside(value, { redirect_uri }))),
        'invalid_request_object',
        value,
      );
  });

  it('that is refused is told on a page where the redirect URI beside it is not registered — advanced.md JAR-8', async () => {
    for (const redirect_uri of [undefined, 'https://evil.example/']) {
      const channel = keyed();
      const told = await channel.ask(beside('x', { redirect_uri }));
      assert.ok(told.kind === 'refuse');
      assert.equal(told.error.code, 'invalid_request_object');
      const [seen] = channel.harness.observations;
      assert.equal(seen?.kind === 'authorization_refused' && seen.cause, 'request_object');
    }
  });

  it('leads nowhere but to what is registered — RFC 9700 §2.1', async () => {
    const { redirect_uri } = request();
    const value = object({ redirect_uri: 'https://evil.example/' });
    assert.equal((await keyed().ask(beside(value, { redirect_uri }))).kind, 'refuse');
  });

  it('waits for the keys of its client — clients.md §5', async () => {
    const channel = keyed({ jwks: null, jwksUri: 'https://app.example/jwks' });
    const { redirect_uri } = request();
    assert.equal(stepOf(await channel.ask(beside(object(), { redirect_uri }))), 'temporarily_unavailable');
  });

  it('is sent once, and alone — RFC 6749 §3.1, RFC 9101 §5, advanced.md JAR-1', async () => {
    const { redirect_uri } = request();
    const both = beside(object(), { redirect_uri, request_uri: published });
    assert.equal(stepOf(await keyed().ask(both)), 'invalid_request');
    const twice = new URLSearchParams([
      ['client_id', 'web'],
      ['redirect_uri', String(redirect_uri)],
      ['request', object()],
      ['request', object()],
    ]);
    assert.equal(stepOf(await keyed().ask(twice.toString())), 'invalid_request');
  });

  it('is bounded before anybody looks into it — security.md L-8', async () => {
    const { redirect_uri } = request();
    const long = beside(object({ unread: 'x'.repeat(20_000) }), { redirect_uri });
    assert.equal(stepOf(await keyed().ask(long)), 'invalid_request');
  });

  it('has to be there where the client says so — RFC 9101 §10.5', async () => {
    const channel = keyed({ requireSignedRequestObject: true });
    assert.equal(stepOf(await channel.ask(request())), 'invalid_request');
    assert.equal(stepOf(await channel.ask(beside(object()))), 'consent');
    const pushed = { ...request(), ...asserted(signAssertion()) };
    expectError(await channel.engine.pushAuthorization(postForm(pushed)), 400, 'invalid_request');
  });
});

describe('a pushed request object', () => {
  const push = async ({ engine }: FrontChannel, value: string, more: Parameters = {}) =>
    engine.pushAuthorization(postForm({ request: value, ...more, ...asserted(signAssertion()) }));

  it('is what the browser comes for — RFC 9126 §3', async () => {
    const channel = keyed({ requireSignedRequestObject: true });
    const reply = await push(channel, object(), { scope: 'openid profile', state: 'of the form' });
    assert.equal(reply.status, 201);
    const { request_uri } = JSON.parse(String(reply.body)) as { request_uri: string };
    channel.harness.clock.advance(59);
    const shown = await channel.ask({ client_id: 'web', request_uri });
    channel.harness.clock.advance(300);
    const answer = answerOf(await channel.decide(shown, 'approve'));
    assert.equal(answer['state'], 's1');
    assert.ok(answer['code']);
  });

  it('is the pushing client’s own — RFC 9126 §3, advanced.md JAR-9', async () => {
    const told = await push(keyed(), object({ client_id: 'native', iss: 'native' }));
    expectError(told, 400, 'invalid_request_object');
  });

  it('is refused where it is wrong — RFC 9126 §2.3', async () => {
    expectError(await push(keyed(), 'x'), 400, 'invalid_request_object');
    expectError(await push(keyed(), object({ redirect_uri: undefined })), 400, 'invalid_request');
    expectError(await push(keyed(), object(), { request_uri: published }), 400, 'invalid_request');
  });
});

describe('a request object by reference', () => {
  const by = (uri: string, more: Parameters = {}): Parameters => ({
    client_id: 'web',
    request_uri: uri,
    redirect_uri: request()['redirect_uri'],
    ...more,
  });

  it('is fetched once, where the client registered it — RFC 9101 §5.2.3, advanced.md JAR-7', async () => {
    const channel = keyed();
    const { requestObjects } = channel.harness;
    requestObjects.published.set(published, object());
    const shown = await channel.ask(by(published, { scope: 'openid profile' }));
    requestObjects.published.set(published, object({ scope: 'openid write' }));
    const { step } = interactionOf(shown);
    assert.ok(step.kind === 'consent');
    assert.deepEqual(step.scopes.map(({ name }) => name).sort(), ['openid', 'read']);
    assert.equal(stepOf(await channel.decide(shown, 'approve')), 'code');
    assert.deepEqual(requestObjects.asked, [published]);
  });

  it('is what its fragment says — OpenID Connect Core §6.2, advanced.md JAR-7, V-20', async () => {
    const channel = keyed({ requestUris: [`${published}#of-another-day`] });
    const value = object();
    channel.harness.requestObjects.published.set(published, value);
    assert.equal(stepOf(await channel.ask(by(`${published}#${sha256(value)}`))), 'consent');
    assert.equal(stepOf(await channel.ask(by(`${published}#v2`))), 'consent');
    assert.equal(stepOf(await channel.ask(by(`${published}#${sha256('x')}`))), 'invalid_request_uri');
    const { digests } = channel.harness.requestObjects;
    assert.deepEqual(digests, [sha256(value), null, sha256('x')], 'by which a copy may be kept');
  });

  it('is asked for nowhere else — advanced.md JAR-7, security.md S-1', async () => {
    const channel = keyed();
    for (const uri of [`${published}?x`, 'https://evil.example/', 'http://app.example/request.jwt', 'x'])
      assert.equal(stepOf(await channel.ask(by(uri))), 'invalid_request_uri', uri);
    assert.deepEqual(channel.harness.requestObjects.asked, []);
    assert.equal(stepOf(await channel.ask(by(published))), 'invalid_request_uri', 'nothing there');
    channel.harness.requestObjects.published.set(published, '<html>');
    assert.equal(stepOf(await channel.ask(by(published))), 'invalid_request_object');
  });

  it('is not served unless that is set — advanced.md SW-13, JAR-8, operations.md §2 ENABLE_REQUEST_URI', async () => {
    const clients = [exampleKeyClient({ requestUris: [published] })];
    const channel = frontChannel({ seed: { clients } });
    assert.equal(stepOf(await channel.ask(by(published))), 'request_uri_not_supported');
    assert.deepEqual(channel.harness.requestObjects.asked, []);
  });

  it('of a client that registered itself is paid for by whoever has it fetched — security.md L-8', async () => {
    for (const [source, spent] of [
      ['dynamic', ['document -']],
      ['administrator', []],
    ] as const) {
      const channel = keyed({ source });
      channel.harness.requestObjects.published.set(published, object());
      assert.equal(stepOf(await channel.ask(by(published))), 'consent');
      assert.deepEqual(channel.harness.limits.spent, spent);
    }
    const channel = keyed({ source: 'dynamic' });
    channel.harness.limits.budget = 0;
    const told = await channel.ask(by(published));
    assert.ok(told.kind === 'refuse');
    assert.equal(told.error.code, 'rate_limit_exceeded');
    assert.deepEqual(channel.harness.requestObjects.asked, []);
  });
});
