import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ServerProcess, startServerProcess } from '@grantor/server/testing';
import { grantor } from '../world.ts';
import { examples, startExample } from './example.ts';

type Examined = {
  readonly checks: readonly { readonly id: string; readonly verdict: string }[];
  readonly clients: readonly { readonly verdict: string }[];
  readonly issuer: string;
  readonly resource: string | null;
};

async function examine(...words: readonly string[]): Promise<Examined> {
  const { code, out, err } = await grantor(['doctor', ...words, '--json']);
  assert.equal(err, '');
  const examined = JSON.parse(out) as Examined;
  const troubles = examined.checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning');
  assert.deepEqual([troubles, code], [[], 0]);
  assert.ok(examined.clients.every(({ verdict }) => verdict === 'works'));
  return examined;
}

describe('doctor at a Grantor', () => {
  let server: ServerProcess;
  before(async () => {
    server = await startServerProcess();
  });
  after(() => server.stop());

  for (const words of [[], ['--register']]) {
    it(`finds nothing wrong ${words.join(' ')} — cli.md §1 doctor <url>`.trimEnd(), async () => {
      const { issuer } = await examine(server.origin, ...words);
      assert.equal(issuer, server.origin);
    });

    for (const name of Object.keys(examples) as (keyof typeof examples)[]) {
      it(
        `finds nothing wrong with examples/${name}, which it guards ${words.join(' ')}`.trimEnd(),
        async () => {
          const example = await startExample(server.origin, name);
          try {
            const examined = await examine(example.resource, ...words);
            assert.deepEqual([examined.resource, examined.issuer], [example.resource, server.origin]);
          } finally {
            await example.stop();
          }
        },
      );
    }
  }
});
