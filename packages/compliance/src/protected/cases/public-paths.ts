import assert from 'node:assert/strict';
import { describeAnswer } from '../../wire/answer.ts';
import { expectRefused, expectServed, REACHED, type Service } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// What is open without a token is open in one spelling: what another program could take for a different path is
// guarded (resource.md §6).

const needs: ProtectedCase['needs'] = ['public_paths', 'set_ups'];
const requirements: ProtectedCase['requirements'] = ['resource.md §6', 'RFC 3986 §6.2.2'];

const openPath = ({ url, settings }: Service): string => new URL(url).pathname + (settings.public ?? '');

/** By what is sent, given the path that is open and that of the resource. */
const targets: readonly (readonly [what: string, target: (open: string, resource: string) => string])[] = [
  ['with a fragment', (open, resource) => `${open}#/..${resource}`],
  ['with path parameters', (open) => `${open};/../mcp`],
  ['with path parameters, encoded', (open) => `${open}%3b/../mcp`],
  ['with dot segments', (open) => `${open}/../mcp`],
  ['with dot segments, encoded', (open) => `${open}/%2e%2e/mcp`],
  ['with dot segments and parameters', (open) => `${open}/..;/mcp`],
  ['with dot segments, encoded twice', (open) => `${open}/%252e%252e/mcp`],
  ['with slashes, encoded', (open) => `${open}%2f..%2fmcp`],
  ['with backslashes', (open) => `${open}\\..\\mcp`],
  ['with backslashes, encoded', (open) => `${open}%5c..%5cmcp`],
  ['with two slashes', (open) => open.replace('/health', '//health')],
  ['with a slash at its end', (open) => `${open}/`],
  ['with a letter encoded', (open) => open.replace('/h', '/%68')],
  ['with a letter in upper case', (open) => open.replace('/h', '/H')],
  ['with a NUL', (open) => `${open}%00`],
  ['with a dot at its end', (open) => `${open}.`],
  ['with something below it', (open) => `${open}/x`],
  ['as a whole address with a user in it', (open) => `http://a@127.0.0.1${open}`],
  ['as a whole address that ends elsewhere', (open) => `http://127.0.0.1\\.evil.example${open}`],
];

export const publicPathCases: readonly ProtectedCase[] = [
  {
    name: 'a path that is open is served without a token, whatever its query',
    requirements,
    needs,
    async run(t) {
      const service = t.service('open');
      expectServed(await service.ask({ target: openPath(service) }));
      expectServed(await service.ask({ target: `${openPath(service)}?x=/../mcp` }));
      expectRefused(await service.ask(), 401);
    },
  },
  ...targets.map(
    ([what, target]): ProtectedCase => ({
      name: `a path that is open is guarded when it comes ${what}`,
      requirements,
      needs,
      async run(t) {
        const service = t.service('open');
        const sent = target(openPath(service), new URL(service.url).pathname);
        const answer = await service.ask({ target: sent });
        assert.ok(!answer.text.includes(REACHED), 'the service was reached');
        // Some platforms refuse to read such a target at all
        assert.ok([400, 401].includes(answer.status), `expected 401 or 400, got ${describeAnswer(answer)}`);
      },
    }),
  ),
];
