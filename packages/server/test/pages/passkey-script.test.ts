import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { shippedFile } from '../../src/shipped/shipped.ts';

describe('the script that speaks to passkeys — product.md F-4, L-1', () => {
  it('is that of @simplewebauthn/browser, as it was published', () => {
    const entry = createRequire(import.meta.url).resolve('@simplewebauthn/browser');
    const published = readFileSync(join(dirname(entry), '../dist/bundle/index.umd.min.js'));
    assert.ok(published.equals(shippedFile('assets/webauthn.js')));
  });

  it('is small, and ours beside it, too', () => {
    assert.ok(shippedFile('assets/webauthn.js').length <= 20 * 1024);
    assert.ok(shippedFile('assets/grantor.js').length <= 20 * 1024);
  });
});
