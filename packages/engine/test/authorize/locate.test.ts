import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch } from '@grantor/protocol';
import { StoreUnavailable } from '../../src/ports/failure.ts';
import { exampleClient, examplePublicClient } from '../../src/testing/examples/fixtures.ts';
import { answerOf, encode, frontChannel, request, stepOf } from './front-channel.ts';

describe('authorization request before its redirect URI is trusted', () => {
  const refusals: readonly (readonly [string, Record<string, string | undefined>])[] = [
    ['an unknown client', { client_id: 'nobody' }],
    ['a missing client_id', { client_id: undefined }],
    ['a missing redirect_uri', { redirect_uri: undefined }],
    ['an unregistered redirect_uri', { redirect_uri: 'https://evil.example/callback' }],
    [
      'a host that only begins like the registered one',
      { redirect_uri: 'https://app.example.evil.example/callback' },
    ],
    ['user info before the registered host', { redirect_uri: 'https://app.example@evil.example/callback' }],
    ['an added query', { redirect_uri: 'https://app.example/callback?x=1' }],
    ['an added fragment', { redirect_uri: 'https://app.example/callback#x' }],
    ['a trailing slash', { redirect_uri: 'https://app.example/callback/' }],
    ['another case of the host', { redirect_uri: 'https://APP.example/callback' }],
    ['another port', { redirect_uri: 'https://app.example:8443/callback' }],
  ];
  for (const [name, change] of refusals) {
    it(`refuses ${name} with a page — RFC 6749 §4.1.2.1`, async () => {
      const outcome = await frontChannel().ask(request(change));
      assert.equal(outcome.kind, 'refuse');
    });
  }

  it('says that a redirect_uri is missing, or that it is not registered — protocol.md G-5', async () => {
    for (const [redirect_uri, words] of [
      [undefined, /missing/],
      ['https://evil.example/callback', /not registered/],
    ] as const) {
      const outcome = await frontChannel().ask(request({ redirect_uri }));
      assert.match(outcome.kind === 'refuse' ? outcome.error.description : '', words);
    }
  });

  it('takes one address of this server while an administrator tries the client, and no other — product.md C-7', async () => {
    const { harness } = frontChannel();
    const { issuer } = harness.policy;
    const now = Math.floor(harness.clock.now() / 1000);
    const redirectUri = `${issuer}/admin/clients/web/try/callback`;
    const trial = (until: number) => ({ redirectUri, until: epoch(until) });
    const asked = async (client: Parameters<typeof exampleClient>[0], redirect_uri = redirectUri) => {
      const clients = [exampleClient(client), exampleClient({ id: clientId('other') })];
      return (await frontChannel({ seed: { clients } }).ask(request({ redirect_uri }))).kind;
    };
    for (const source of ['administrator', 'dynamic'] as const) {
      assert.equal(await asked({ source, trial: trial(now + 1) }), 'interact');
      assert.equal(await asked({ source, trial: trial(now) }), 'refuse');
      assert.equal(await asked({ source, trial: null }), 'refuse');
      for (const near of [
        `${redirectUri}/`,
        `${redirectUri}?x=1`,
        `${issuer}/admin/clients/other/try/callback`,
      ])
        assert.equal(await asked({ source, trial: trial(now + 1) }, near), 'refuse', near);
    }
    const clients = [exampleClient({ id: clientId('other'), trial: trial(now + 1) }), exampleClient()];
    const { ask } = frontChannel({ seed: { clients } });
    assert.equal((await ask(request({ redirect_uri: redirectUri }))).kind, 'refuse');
  });

  it('leaves a failure of ours to whoever serves the page — protocol.md G-9', async () => {
    const { ask, harness } = frontChannel();
    harness.ports.store.findClient = async () => Promise.reject(new StoreUnavailable('away'));
    await assert.rejects(ask(request()), StoreUnavailable);
  });

  const told = [
    ['unknown_client', { client_id: 'nobody' }, 'nobody unknown'],
    ['redirect_uri_missing', { redirect_uri: undefined }, 'web known'],
    ['redirect_uri_unregistered', { redirect_uri: 'https://app.example/callback/' }, 'web known'],
    ['inactive_client', { client_id: 'off' }, 'off known'],
    ['unknown_client', { client_id: undefined }, 'undefined undefined'],
    ['document', { client_id: 'https://unheard.example/of' }, 'https://unheard.example/of unknown'],
    ['expired_client', { client_id: 'old' }, 'old known'],
    ['malformed', { redirect_uri: `https://a.example/${'x'.repeat(2048)}` }, 'web known'],
  ] as const;
  for (const [cause, change, named] of told) {
    it(`tells the observer, for nobody else gets to know: ${cause} — protocol.md §22 refused authorization request`, async () => {
      const off = exampleClient({ id: clientId('off'), status: 'inactive' });
      const old = exampleClient({ id: clientId('old'), source: 'dynamic', lastUsedAt: epoch(0) });
      const { ask, harness } = frontChannel({ seed: { clients: [exampleClient(), off, old] } });
      const outcome = await ask(request(change));
      assert.equal(outcome.kind, 'refuse');
      const [observed, answered, ...more] = harness.observations;
      assert.ok(observed?.kind === 'authorization_refused' && more.length === 0);
      assert.ok(answered?.kind === 'request_answered' && answered.endpoint === 'authorization');
      assert.equal(observed.cause, cause);
      assert.equal(`${observed.client?.id} ${observed.client?.standing}`, named);
      const sent = request(change)['redirect_uri'] ?? null;
      assert.equal(observed.redirectUri, cause === 'malformed' ? null : sent);
    });
  }

  it('says for the log which registered redirect URI is closest, and tells nobody else', async () => {
    const outcome = await frontChannel().ask(request({ redirect_uri: 'https://app.example/callback/' }));
    assert.ok(outcome.kind === 'refuse');
    assert.equal(outcome.error.detail, 'differs in path (final slash) from https://app.example/callback');
    assert.doesNotMatch(outcome.error.description, /app\.example/);
  });

  for (const name of ['client_id', 'redirect_uri', 'request_uri']) {
    it(`refuses a repeated ${name} with a page — RFC 6749 §3.1`, async () => {
      const outcome = await frontChannel().ask(`${encode(request({ request_uri: 'x' }))}&${name}=again`);
      assert.equal(outcome.kind, 'refuse');
    });
  }

  it('refuses a disabled client with a page — protocol.md AZ-1', async () => {
    const { ask } = frontChannel({ seed: { clients: [exampleClient({ status: 'inactive' })] } });
    const outcome = await ask(request());
    assert.equal(outcome.kind === 'refuse' && outcome.error.code, 'unauthorized_client');
  });

  it('refuses broken encoding before anything else — protocol.md AZ-1', async () => {
    for (const broken of ['state=%zz', 'state=%ff', 'state=%00', 'state=a%0d%0ab']) {
      const outcome = await frontChannel().ask(`${encode(request({ state: undefined }))}&${broken}`);
      assert.equal(outcome.kind, 'refuse', broken);
    }
  });

  it('lets a native client choose the loopback port — RFC 8252 §7.3', async () => {
    const { ask } = frontChannel();
    const native = { client_id: 'native', redirect_uri: 'http://127.0.0.1:49152/callback' };
    assert.equal(stepOf(await ask(request(native))), 'consent');
    assert.equal(
      stepOf(await ask(request({ ...native, redirect_uri: 'http://localhost:49152/callback' }))),
      'refuse',
    );
  });

  it('does not let a web client choose the port — security.md F-3', async () => {
    const web = examplePublicClient({ applicationType: 'web' });
    const { ask } = frontChannel({ seed: { clients: [web] } });
    const outcome = await ask(
      request({ client_id: 'native', redirect_uri: 'http://127.0.0.1:49152/callback' }),
    );
    assert.equal(outcome.kind, 'refuse');
  });
});

describe('a redirect URI that is an address of our own — security.md B-8', () => {
  const uri = 'https://auth.example/logout';
  const asked = request({ redirect_uri: uri });

  it('is followed for nobody who registered it himself', async () => {
    for (const source of ['dynamic', 'document'] as const) {
      const client = exampleClient({ source, redirectUris: [uri] });
      assert.equal((await frontChannel({ seed: { clients: [client] } }).ask(asked)).kind, 'refuse', source);
    }
  });

  it('is followed where an administrator declared just that', async () => {
    const client = exampleClient({ redirectUris: [uri] });
    assert.equal(stepOf(await frontChannel({ seed: { clients: [client] } }).ask(asked)), 'consent');
  });

  it('is not reached by the port that a program on this machine may choose — RFC 8252 §7.3', async () => {
    const policy = { issuer: 'http://localhost:8080' };
    const client = examplePublicClient({ redirectUris: ['http://localhost/logout', 'http://127.0.0.1/cb'] });
    const { ask } = frontChannel({ policy, seed: { clients: [client] } });
    const from = (redirect_uri: string) => ask(request({ client_id: 'native', redirect_uri }));
    assert.equal((await from('http://localhost:8080/logout')).kind, 'refuse');
    assert.equal((await from('http://127.0.0.1:8080/cb')).kind, 'refuse');
    assert.equal(stepOf(await from('http://localhost:8081/logout')), 'consent');
  });
});

describe('answers of the authorization endpoint', () => {
  it('keep a query of the redirect URI apart from their parameters — RFC 6749 §3.1.2', async () => {
    const redirectUri = 'https://app.example/callback?tenant=1';
    const client = exampleClient({ redirectUris: [redirectUri], consent: 'skip' });
    const outcome = await frontChannel({ seed: { clients: [client] } }).ask(
      request({ redirect_uri: redirectUri }),
    );
    assert.equal(outcome.kind === 'answer' && outcome.channel.redirectUri, redirectUri);
  });

  it('carry state and iss on errors — RFC 9207 §2', async () => {
    const answer = answerOf(await frontChannel().ask(request({ response_type: 'token', state: 'x y' })));
    assert.deepEqual(Object.keys(answer), ['error', 'error_description', 'state', 'iss']);
    assert.equal(answer['error'], 'unsupported_response_type');
    assert.equal(answer['state'], 'x y');
    assert.equal(answer['iss'], 'https://auth.example');
  });

  it('echo a state that is too long — protocol.md §1 value over its limit', async () => {
    const state = 's'.repeat(4097);
    const answer = answerOf(await frontChannel().ask(request({ state })));
    assert.equal(answer['error'], 'invalid_request');
    assert.equal(answer['state'], state);
  });

  it('go to the default mode when the one asked for is refused — Multiple Response Types §2.1', async () => {
    const client = exampleClient({ responseTypes: ['code', 'code id_token'] });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    const modes = [
      [{ response_mode: 'smoke' }, 'query'],
      [{ response_type: 'code id_token', response_mode: 'query' }, 'fragment'],
      [{ response_type: 'id_token code', response_mode: 'query' }, 'fragment'],
    ] as const;
    for (const [change, mode] of modes) {
      const outcome = await ask(request(change));
      assert.equal(outcome.kind === 'answer' && outcome.channel.mode, mode);
      assert.equal(answerOf(outcome)['error'], 'invalid_request');
    }
  });

  it('go the way that was asked for — Form Post §2, Multiple Response Types §2.1', async () => {
    const client = exampleClient({ responseTypes: ['code', 'code id_token'], consent: 'skip' });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    const modes = [
      [{}, 'query', undefined],
      [{ response_mode: 'query' }, 'query', undefined],
      [{ response_mode: 'fragment' }, 'fragment', undefined],
      [{ response_mode: 'form_post' }, 'form_post', undefined],
      [{ response_type: 'code id_token' }, 'fragment', undefined],
      [{ response_type: 'code id_token', response_mode: 'form_post' }, 'form_post', undefined],
      [{ response_type: 'token' }, 'fragment', 'unsupported_response_type'],
      [{ response_type: 'smoke' }, 'query', 'unsupported_response_type'],
      [{ response_type: 'smoke', response_mode: 'form_post' }, 'form_post', 'unsupported_response_type'],
      [{ response_type: undefined }, 'query', 'invalid_request'],
    ] as const;
    for (const [change, mode, error] of modes) {
      const outcome = await ask(request(change));
      assert.equal(outcome.kind === 'answer' && outcome.channel.mode, mode, JSON.stringify(change));
      assert.equal(answerOf(outcome)['error'], error);
    }
  });

  it('never go in a form to an application on the device: nothing can be posted there — RFC 8252 §7.1', async () => {
    const redirectUri = 'com.example.app:/callback';
    const client = examplePublicClient({ redirectUris: [redirectUri] });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    const native = { client_id: 'native', redirect_uri: redirectUri };
    const outcome = await ask(request({ ...native, response_mode: 'form_post' }));
    assert.equal(outcome.kind === 'answer' && outcome.channel.mode, 'query');
    assert.equal(answerOf(outcome)['error'], 'invalid_request');
    assert.equal(stepOf(await ask(request({ ...native, response_mode: 'fragment' }))), 'consent');
  });

  it('are shown, not followed, when a self-registered client errs before anyone allowed it — RFC 9700 §4.11.2', async () => {
    const client = exampleClient({ source: 'dynamic' });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    assert.equal((await ask(request({ scope: 'a"b' }))).kind, 'caution');
    assert.equal((await ask(request({ scope: 'a"b', prompt: 'none' }))).kind, 'answer');
  });
});
