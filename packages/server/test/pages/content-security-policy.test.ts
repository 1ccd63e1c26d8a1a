import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { contentSecurityPolicy, htmlHeaders } from '../../src/pages/index.ts';
import { AUTO_SUBMIT, AUTO_SUBMIT_HASH } from '../../src/pages/layout/content-security-policy.ts';
import { formPost, frame } from './fixtures.ts';

const base =
  "default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc' 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

describe('content security policy', () => {
  it('has no form-action where a client redirect may follow — security.md B-3', () => {
    assert.equal(contentSecurityPolicy('abc', { kind: 'flow' }), base);
  });

  it('keeps the forms of account pages at home — security.md B-3', () => {
    assert.equal(contentSecurityPolicy('abc', { kind: 'account' }), `${base}; form-action 'self'`);
  });

  it('allows exactly the handler of the form_post page — protocol.md AZ-5', () => {
    const hash = createHash('sha256').update('javascript:document.forms[0].submit()').digest('base64');
    assert.equal(AUTO_SUBMIT_HASH, `'sha256-${hash}'`);
    assert.equal(
      contentSecurityPolicy('abc', { kind: 'form_post' }),
      base.replace("'nonce-abc';", `'nonce-abc' 'unsafe-hashes' 'sha256-${hash}';`),
    );
    const page = String(formPost('https://client.example/cb').render(frame));
    assert.ok(page.includes(`<body onload="${AUTO_SUBMIT}">`));
    assert.equal(page.match(/<form/g)?.length, 1);
  });

  it('lists exactly the origins of the logout frames — protocol.md LO-4', () => {
    const frames = [
      'https://a.example/out?sid=1',
      'https://a.example/b',
      'http://b.example:81/',
      'javascript:x',
    ];
    assert.equal(
      contentSecurityPolicy('abc', { kind: 'signed_out', frames }),
      `${base}; frame-src https://a.example http://b.example:81`,
    );
    assert.equal(contentSecurityPolicy('abc', { kind: 'signed_out', frames: [] }), base);
  });

  it('says nothing that a client wrote — security.md I-6', () => {
    const frames = [
      'https://a.example;sandbox/x',
      'https://a.example,b/x',
      'https://*.example/',
      "https://a'b/",
    ];
    assert.equal(contentSecurityPolicy('abc', { kind: 'signed_out', frames }), base);
    assert.equal(
      contentSecurityPolicy('abc', { kind: 'signed_out', frames: [...frames, 'https://b.example/out'] }),
      `${base}; frame-src https://b.example`,
    );
  });

  it('forbids framing, caching and referrers on every page — security.md B-1, B-5', () => {
    const headers = htmlHeaders('abc', { kind: 'flow' });
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.match(headers['permissions-policy'] ?? '', /camera=\(\).*publickey-credentials-get=\(self\)/);
  });

  it('cuts openers on account pages only — security.md §4 HTML answers', () => {
    assert.equal(htmlHeaders('abc', { kind: 'account' })['cross-origin-opener-policy'], 'same-origin');
    assert.equal(htmlHeaders('abc', { kind: 'flow' })['cross-origin-opener-policy'], undefined);
  });
});
