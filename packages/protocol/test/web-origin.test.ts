import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { webOrigin } from '../src/web-origin.ts';

describe('webOrigin', () => {
  it('is scheme, host and port in one spelling — RFC 6454 §6.2', () => {
    assert.equal(webOrigin('HTTPS://App.Example:443/x?y#z'), 'https://app.example');
    assert.equal(webOrigin('http://localhost:81'), 'http://localhost:81');
    assert.equal(webOrigin('https://[2001:DB8::1]:8443/'), 'https://[2001:db8::1]:8443');
    assert.equal(webOrigin('https://bücher.example/'), 'https://xn--bcher-kva.example');
    assert.equal(webOrigin('https://user:pass@a_b.example/'), 'https://a_b.example');
  });

  it('is none where the host would say something in a header — security.md I-6', () => {
    for (const character of [...';,*\'"!$&()+=~`{}']) {
      const url = `https://a.example${character}sandbox/x`;
      assert.equal(webOrigin(url), null, url);
    }
    assert.equal(webOrigin('https://*.example/'), null);
  });

  it('is none for other schemes and for what is no URL', () => {
    for (const url of [
      'app.example:/x',
      'javascript:alert(1)',
      'data:,x',
      'blob:https://a.example/1',
      '',
      '//a',
    ]) {
      assert.equal(webOrigin(url), null, url);
    }
  });
});
