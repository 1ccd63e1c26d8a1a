import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  asserted,
  encryptForTests,
  exampleKeyClient,
  postForm,
  signAssertion,
  signByClient,
  testStart,
} from '../../src/testing/index.ts';
import { expectError } from '../support.ts';
import { answerOf, type FrontChannel, frontChannel, request, stepOf } from './front-channel.ts';

const now = testStart / 1000;
const issuer = 'https://auth.example';

type Members = Readonly<Record<string, unknown>>;

const keyed = (client: Parameters<typeof exampleKeyClient>[0] = {}, policy = {}): FrontChannel =>
  frontChannel({ seed: { clients: [exampleKeyClient(client)] }, policy });

const object = (claims: Members = {}, header: Members = {}): string =>
  signByClient({ ...request(), iss: 'web', aud: issuer, exp: now + 60, ...claims }, header);

const beside = (value: string) => ({
  ...{ client_id: 'web', request: value },
  redirect_uri: request()['redirect_uri'],
});

const ask = (channel: FrontChannel, value: string) => channel.ask(beside(value));

const descriptionOf = async (channel: FrontChannel, value: string) =>
  answerOf(await ask(channel, value))['error_description'];

describe('a request object that is encrypted — RFC 9101 §6.1, advanced.md JAR-6', () => {
  it('is what is signed inside', async () => {
    assert.equal(stepOf(await ask(keyed(), encryptForTests(object()))), 'consent');
  });

  it('is judged inside as any other — advanced.md JAR-3, JAR-4, security.md X-2', async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.eA`;
    const inside: readonly [text: string, description: RegExp][] = [
      [object({ client_id: 'other' }), /another client_id/],
      [object({ sub: 'web' }), /as its subject/],
      [object({ aud: 'https://other.example' }), /another server/],
      [object({ exp: now - 60 }), /expired/],
      [object({ nbf: now + 600 }), /not valid yet/],
      [object({}, { alg: 'HS256' }), /header that is not accepted/],
      [object({}, { kid: 'unheard-of' }), /not signed by a key/],
      [object({}, { typ: 'client-authentication+jwt' }), /header that is not accepted/],
      [unsigned, /header that is not accepted/],
      ['{"client_id":"web"}', /no signed JWT/],
      [encryptForTests(object()), /no signed JWT/],
      ['', /no signed JWT/],
    ];
    for (const [text, description] of inside) {
      assert.match((await descriptionOf(keyed(), encryptForTests(text))) ?? '', description, text);
      assert.equal(stepOf(await ask(keyed(), encryptForTests(text))), 'invalid_request_object');
    }
  });

  it('is bounded inside as its profile wants — advanced.md JAR-5', async () => {
    const channel = keyed({}, { profile: 'fapi2-message-signing' });
    const push = (value: string) => {
      const fields = { ...asserted(signAssertion()), request: encryptForTests(value) };
      return channel.engine.pushAuthorization(postForm(fields));
    };
    expectError(await push(object()), 400, 'invalid_request_object'); // no nbf
    const good = await push(object({ nbf: now, response_mode: 'jwt' }));
    assert.equal(good.status, 201, good.body ?? '');
  });

  it('that was encrypted for nobody here is refused in one way, whatever is wrong — RFC 7516 §11.5', async () => {
    const [head, ...rest] = encryptForTests(object()).split('.');
    const wrong = [
      ['other', ...rest].join('.'),
      'a.b.c.d.e',
      '....',
      [head, 'x', '', '', ''].join('.'), // opens to nothing
    ];
    const descriptions = await Promise.all(wrong.map((value) => descriptionOf(keyed(), value)));
    assert.deepEqual(new Set(descriptions.slice(0, 3)), new Set(['The request object cannot be decrypted.']));
    assert.equal(descriptions[3], 'The request object is no signed JWT.');
  });

  it('is taken in every way, or none, of a client that said how it may do it — OpenID Connect Registration §2', async () => {
    const may = { requestObjectEncryptionAlg: 'RSA-OAEP-256', requestObjectEncryptionEnc: 'A256GCM' };
    assert.equal(stepOf(await ask(keyed(may), object())), 'consent');
    assert.equal(stepOf(await ask(keyed(may), encryptForTests(object()))), 'consent');
  });

  it('is the only way of a client that has to, by the algorithms that it registered', async () => {
    const must = {
      ...{ requireEncryptedRequestObject: true, requestObjectEncryptionAlg: 'ECDH-ES' },
      requestObjectEncryptionEnc: 'A128GCM',
    };
    assert.equal(stepOf(await ask(keyed(must), encryptForTests(object()))), 'consent');
    const refused: readonly [value: string, alg: string, description: RegExp][] = [
      [object(), 'ECDH-ES', /has to be encrypted\.$/],
      [encryptForTests(object()), 'RSA-OAEP-256', /has to be encrypted by RSA-OAEP-256 and A128GCM/],
    ];
    for (const [value, alg, description] of refused) {
      const channel = keyed({ ...must, requestObjectEncryptionAlg: alg });
      assert.match((await descriptionOf(channel, value)) ?? '', description);
      assert.equal(stepOf(await ask(channel, value)), 'invalid_request_object');
    }
    assert.equal(stepOf(await keyed(must).ask(request())), 'invalid_request');
  });

  it('has no key of ours used where its client has none to sign with — security.md L-8', async () => {
    const channel = keyed({ jwks: null, authMethod: 'none' });
    const used: string[] = [];
    Object.assign(channel.harness.ports.keys, {
      async decrypt(jwe: string) {
        used.push(jwe);
        return null;
      },
    });
    assert.equal(stepOf(await ask(channel, encryptForTests(object()))), 'invalid_request_object');
    assert.deepEqual(used, []);
  });
});
