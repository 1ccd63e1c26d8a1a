/** Requests and answers under the profiles of FAPI (FAPI 2.0 Message Signing §5.3, §5.4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleKeyClient } from '../../src/testing/index.ts';
import { request } from '../authorize/front-channel.ts';
import { expectError, json } from '../support.ts';
import {
  allowed,
  approved,
  bothWays,
  fapi,
  fapiChannel,
  issuer,
  now,
  push,
  pushForm,
  requestObject,
  said,
} from './fapi.ts';

const signing = bothWays('fapi2-message-signing');
const security = bothWays('fapi2-security');
const published = 'https://app.example/request.jwt';

describe('a request under FAPI', () => {
  it('is signed where messages are — advanced.md SW-12, JAR-5, V-61', async () => {
    for (const options of signing) {
      const told = await pushForm(fapiChannel(options), request({ response_mode: 'jwt' }));
      expectError(told, 400, 'invalid_request');
    }
    for (const options of security) {
      assert.equal((await pushForm(fapiChannel(options), request())).status, 201);
      assert.equal((await push(fapiChannel(options), { nbf: undefined, aud: undefined })).status, 201);
    }
  });

  const wrong: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'no exp': { exp: undefined },
    'an exp more than an hour after nbf': { nbf: now - 1, exp: now + 3600 },
    'no nbf': { nbf: undefined },
    'an nbf of more than an hour ago': { nbf: now - 3631, exp: now - 31 },
    'an exp that is over': { nbf: now - 600, exp: now - 300 },
    'an nbf to come': { nbf: now + 61, exp: now + 120 },
    'no aud': { aud: undefined },
    'another aud': { aud: 'https://other.example' },
  };
  for (const [what, claims] of Object.entries(wrong)) {
    it(`with ${what} is refused — advanced.md JAR-5, V-61`, async () => {
      for (const options of signing)
        expectError(await push(fapiChannel(options), claims), 400, 'invalid_request_object');
    });
  }

  it('may name us among others, be a little ahead, and say its type — advanced.md JAR-3, V-61', async () => {
    const good = [
      { aud: [issuer, 'https://other.example'] },
      { nbf: now + 8, exp: now + 3608 },
      { nbf: now - 3600, exp: now },
    ];
    for (const options of signing) {
      for (const claims of good) assert.equal((await push(fapiChannel(options), claims)).status, 201);
      for (const typ of [undefined, 'JWT', 'oauth-authz-req+jwt'])
        assert.equal((await push(fapiChannel(options), {}, { typ })).status, 201);
      for (const alg of ['RS256', 'none', 'HS256'])
        expectError(await push(fapiChannel(options), {}, { alg }), 400, 'invalid_request_object');
      const broken = requestObject().slice(0, -4);
      expectError(await pushForm(fapiChannel(options), { request: broken }), 400, 'invalid_request_object');
    }
  });

  it('is pushed, never brought by the browser or fetched — advanced.md SW-12, SW-13, V-47', async () => {
    for (const options of [...signing, ...security]) {
      const channel = fapiChannel({ ...options, policy: { ...options.policy, requestUris: 'served' } });
      channel.harness.store.put.client(exampleKeyClient({ ...clientOf(options), requestUris: [published] }));
      const byValue = await channel.ask({ client_id: 'web', request: requestObject() });
      assert.equal(said(byValue)['error'], 'invalid_request');
      channel.harness.requestObjects.published.set(published, requestObject());
      const byReference = await channel.ask({ ...request(), request_uri: published });
      assert.equal(said(byReference)['error'], 'request_uri_not_supported');
      assert.deepEqual(channel.harness.requestObjects.asked, []);
    }
  });

  it('holds no reference, and says where the answer goes — advanced.md V-47', async () => {
    for (const options of [...signing, ...security]) {
      const channel = fapiChannel(options);
      const { request_uri } = json(await push(channel));
      expectError(await pushForm(channel, { request: requestObject(), request_uri }), 400, 'invalid_request');
      expectError(await push(channel, { request_uri }), 400, 'invalid_request_object');
      expectError(await push(channel, { redirect_uri: undefined }), 400, 'invalid_request');
    }
  });
});

const clientOf = ({ seed }: (typeof signing)[number]) => seed?.clients?.[0] ?? {};

describe('an answer under FAPI', () => {
  const modesOf = async (options: (typeof signing)[number], response_mode: string | undefined) => {
    const channel = fapiChannel(options);
    const reply = await push(channel, { response_mode });
    if (reply.status !== 201) return json(reply).error;
    const shown = await channel.ask({ client_id: 'web', request_uri: json(reply).request_uri });
    const { mode, signed, code } = said(await channel.decide(shown, 'approve'));
    assert.ok(code);
    return `${mode} ${signed}`;
  };

  const refused = 'invalid_request';
  const table: readonly (readonly [mode: string | undefined, security: string, signing: string])[] = [
    [undefined, 'query undefined', 'query yes'],
    ['query', 'query undefined', refused],
    ['form_post', 'form_post undefined', refused],
    ['fragment', refused, refused],
    ['jwt', 'query yes', 'query yes'],
    ['query.jwt', 'query yes', 'query yes'],
    ['fragment.jwt', 'fragment yes', 'fragment yes'],
    ['form_post.jwt', 'form_post yes', 'form_post yes'],
  ];
  for (const [mode, plain, jwt] of table) {
    it(`by ${mode ?? 'no mode at all'} goes as the profile says — advanced.md SW-15, FAPI 2.0 Message Signing §5.4.1`, async () => {
      for (const options of security) assert.equal(await modesOf(options, mode), plain);
      for (const options of signing) assert.equal(await modesOf(options, mode), jwt);
    });
  }

  it('is signed by ES256, and never by RS256 — advanced.md SW-7, JRM-3, V-32', async () => {
    for (const authorizationAlg of [null, 'RS256', 'EdDSA']) {
      for (const options of fapi.flatMap((name) => bothWays(name, { authorizationAlg }))) {
        const channel = fapiChannel(options);
        await approved(channel);
        const answers = channel.signed.filter(({ use }) => use === 'authorization_response');
        assert.deepEqual(
          answers.map(({ alg }) => alg),
          [authorizationAlg === 'EdDSA' ? 'EdDSA' : 'ES256'],
        );
      }
    }
  });

  it('says errors the same way — advanced.md JRM-4, SW-15', async () => {
    for (const options of signing) {
      const channel = fapiChannel(options);
      const { error, signed, iss } = said(await channel.ask(request({ response_mode: 'query' })));
      assert.deepEqual([error, signed, iss], ['invalid_request', 'yes', issuer]);
    }
  });

  it('is a no where the person says no — advanced.md V-31', async () => {
    for (const options of [...signing, ...security]) {
      const channel = fapiChannel(options);
      const { request_uri } = json(await push(channel));
      const shown = await channel.ask({ client_id: 'web', request_uri });
      const { error, state, code } = said(await channel.decide(shown, 'deny'));
      assert.deepEqual([error, state, code], ['access_denied', 's1', undefined]);
    }
  });

  it('brings back what was sent, and nothing else — advanced.md V-29, V-46, V-50', async () => {
    for (const options of [...signing, ...security]) {
      const channel = fapiChannel(options);
      const silent = await approved(channel, { state: undefined, nonce: undefined });
      assert.equal('state' in silent.answer, false);
      assert.match(String(silent.answer['code']), /^gac_[\w-]{43}/); // 256 bits
      const long = { state: 's'.repeat(1000), nonce: 'n'.repeat(384) };
      assert.equal((await approved(channel, long)).answer['state'], long.state);
      const { request_uri } = json(await push(channel));
      const beside = { client_id: 'web', request_uri, state: 'x', nonce: 'y' };
      assert.equal(said(await allowed(channel, beside))['state'], 's1');
    }
  });

  it('is had once, by the client that asked, in time — advanced.md V-46, V-48', async () => {
    for (const options of [...signing, ...security]) {
      const channel = fapiChannel(options);
      const { request_uri, expires_in } = json(await push(channel));
      assert.ok(expires_in >= 5 && expires_in < 600);
      assert.match(request_uri, /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
      const asked = { client_id: 'web', request_uri };
      assert.equal((await channel.ask({ ...asked, client_id: 'native' })).kind, 'refuse');
      assert.equal((await channel.ask(asked)).kind, 'interact');
      const again = await channel.ask(asked);
      await channel.decide(again, 'approve');
      assert.equal((await channel.ask(asked)).kind, 'refuse');
      const late = json(await push(channel)).request_uri;
      channel.harness.clock.advance(61);
      assert.equal((await channel.ask({ client_id: 'web', request_uri: late })).kind, 'refuse');
    }
  });
});
