import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { basicChallenge, bearerChallenge, challenge } from '../src/index.ts';

describe('challenge', () => {
  it('is one text for every refused client — protocol.md CA-4', () => {
    assert.equal(basicChallenge(), 'Basic realm="grantor", charset="UTF-8"');
  });

  it('has no error code where no token was sent — RFC 6750 §3', () => {
    assert.equal(bearerChallenge({}), 'Bearer realm="grantor"');
  });

  it('names error, description and scope — RFC 6750 §3', () => {
    assert.equal(
      bearerChallenge({ error: 'insufficient_scope', description: 'More is needed.', scope: 'openid' }),
      'Bearer realm="grantor", error="insufficient_scope", error_description="More is needed.", scope="openid"',
    );
  });

  it('may be a bare scheme — RFC 9110 §11.3', () => {
    assert.equal(challenge('Negotiate', []), 'Negotiate');
  });

  it('holds any value as one quoted string that a header can carry — RFC 9110 §5.6.4, security.md I-6', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (description, scope) => {
        const header = bearerChallenge({ description, scope });
        assert.match(
          header,
          /^Bearer realm="grantor", error_description="(?:[^"\\]|\\.)*", scope="(?:[^"\\]|\\.)*"$/,
        );
        assert.match(header, /^[\x20-\x7e]+$/);
        new Headers({ 'www-authenticate': header });
      }),
    );
  });

  it('gives back printable text unchanged after unquoting — RFC 9110 §5.6.4', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
        const quoted = challenge('X', [['v', value]]).slice('X v="'.length, -1);
        assert.equal(quoted.replaceAll(/\\(.)/g, '$1'), value);
      }),
    );
  });
});
