import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { repository } from './markdown.ts';

const rule =
  'PKCE with `S256` is required of public clients, and of confidential ones that send no OpenID nonce';

const pages = [
  'client-metadata-documents',
  'connect-a-web-app',
  'declare-with-a-bootstrap-file',
  'recipes',
  'register-clients',
  'troubleshooting',
];

describe('the rule about PKCE', () => {
  for (const page of pages) {
    it(`is the same sentence in docs/${page}.md`, () => {
      const text = readFileSync(resolve(repository, `docs/${page}.md`), 'utf8');
      assert.ok(text.replace(/\s+/g, ' ').includes(rule));
    });
  }
});
