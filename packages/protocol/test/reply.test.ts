import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  type ErrorCode,
  emptyReply,
  errorCatalogue,
  errorReply,
  jsonReply,
  jwtReply,
  noting,
  OAuthError,
  publicReply,
  Secret,
} from '../src/index.ts';

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('Reply', () => {
  it('is not stored by anyone unless it is public — RFC 6749 §5.1, protocol.md G-6', () => {
    const replies = [
      jsonReply({}),
      jwtReply('a.b.c'),
      emptyReply(),
      errorReply(new OAuthError('server_error', 'Text.')),
    ];
    for (const { headers } of replies) {
      assert.equal(headers['cache-control'], noStore['cache-control']);
      assert.equal(headers['pragma'], noStore.pragma);
    }
    const reply = publicReply({ body: '{}', type: 'application/json', etag: '"x"', seconds: 300 });
    assert.equal(reply.headers['cache-control'], 'public, max-age=300');
    assert.equal(reply.headers['etag'], '"x"');
  });

  it('omits members without value — protocol.md G-5', () => {
    assert.equal(jsonReply({ a: 1, b: undefined, c: 'x' }).body, '{"a":1,"c":"x"}');
  });

  it('has an empty body after a revocation — RFC 7009 §2.2', () => {
    const { status, headers, body } = emptyReply();
    assert.deepEqual({ status, headers, body }, { status: 200, headers: noStore, body: null });
  });

  for (const code of codes) {
    it(`answers ${code} with its status and exactly two members — protocol.md G-5`, () => {
      const reply = errorReply(new OAuthError(code, 'Text.', { detail: 'for the log' }));
      assert.equal(reply.status, errorCatalogue[code].status);
      assert.equal(reply.headers['content-type'], 'application/json');
      const body = JSON.parse(reply.body ?? '');
      assert.deepEqual(Object.keys(body), ['error', 'error_description']);
      assert.match(body.error, /^[a-z_]+$/);
      assert.equal(body.error_description, 'Text.');
    });
  }

  it('calls a bad body invalid_request, whatever its status — protocol.md §1 wrong or missing body type', () => {
    for (const [code, status] of [
      ['payload_too_large', 413],
      ['unsupported_content_encoding', 415],
      ['method_not_allowed', 405],
    ] as const) {
      const reply = errorReply(new OAuthError(code, 'Text.'), { allow: 'POST' });
      assert.equal(reply.status, status);
      assert.equal(JSON.parse(reply.body ?? '').error, 'invalid_request');
      assert.equal(reply.headers['allow'], 'POST');
    }
  });

  it('tells the log what was refused and to whom, beside the answer', () => {
    const refused = errorReply(new OAuthError('invalid_grant', 'Text.'));
    const noted = noting(refused, 'c1');
    assert.deepEqual(noted.note, { error: 'invalid_grant', clientId: 'c1' });
    assert.deepEqual(
      [noted.status, noted.headers, noted.body],
      [refused.status, refused.headers, refused.body],
    );
    assert.deepEqual(jsonReply({}).note, { error: null, clientId: null });
  });

  it('says when to come back, in whole seconds from one on — protocol.md G-9, G-10', () => {
    for (const [retryAfter, header] of [
      [0, '1'],
      [7, '7'],
      [2.2, '3'],
      [undefined, undefined],
    ] as const) {
      const options = retryAfter === undefined ? {} : { retryAfter };
      const reply = errorReply(new OAuthError('rate_limit_exceeded', 'Text.', options));
      assert.equal(reply.headers['retry-after'], header);
    }
  });
});

describe('Secret', () => {
  it('prints as [redacted] in every way and reveals its value on demand — security.md O-3', () => {
    const secret = Secret.of('hush');
    assert.equal(secret.reveal(), 'hush');
    for (const text of [
      `${secret}`,
      String(secret),
      secret.toString(),
      JSON.parse(JSON.stringify(secret)),
      inspect(secret),
    ]) {
      assert.equal(text, '[redacted]');
    }
    assert.equal(JSON.stringify({ secret, list: [secret] }), '{"secret":"[redacted]","list":["[redacted]"]}');
    const options = { showHidden: true, depth: null, customInspect: false };
    assert.equal(inspect({ secret }, options).includes('hush'), false);
    assert.deepEqual(Object.keys(secret), []);
  });
});
