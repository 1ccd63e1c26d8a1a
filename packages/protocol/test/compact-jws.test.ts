import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCompactJws, readJsonObject } from '../src/index.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jws = (header: unknown): string => `${encode(header)}.${encode({ sub: 'a' })}.c2lnbmF0dXJl`;

describe('a compact JWS', () => {
  it('is taken apart, with the names of what else its header holds — RFC 7515 §7.1', () => {
    const text = jws({ alg: 'ES256', kid: 'k', crit: ['b64'], b64: false });
    const parsed = parseCompactJws(text);
    assert.deepEqual(parsed?.header, { alg: 'ES256', typ: null, kid: 'k' });
    assert.deepEqual(parsed?.furtherHeader, ['crit', 'b64']);
    assert.equal(parsed?.signingInput, text.slice(0, text.lastIndexOf('.')));
    assert.deepEqual(readJsonObject(parsed?.payload ?? ''), { sub: 'a' });
  });

  it('is null for anything else', () => {
    const good = jws({ alg: 'ES256' });
    for (const text of [
      '',
      'a.b',
      `${good}.more`,
      good.replace(/\.[^.]*$/, '.'),
      `${good}=`,
      jws([]),
      jws({ typ: 'JWT' }),
      jws({ alg: 'ES256', kid: 1 }),
      jws({ alg: 'ES256', pad: 'x'.repeat(16_384) }),
    ]) {
      assert.equal(parseCompactJws(text), null, text.slice(0, 60));
    }
  });
});
