import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ServerProcess, startServerProcess } from '@grantor/server/testing';
import { grantor } from '../world.ts';

describe('doctor at a Grantor', () => {
  let server: ServerProcess;
  before(async () => {
    server = await startServerProcess();
  });
  after(async () => {
    await server.stop();
  });

  for (const words of [[], ['--register']]) {
    it(`finds nothing wrong ${words.join(' ')}`.trimEnd(), async () => {
      const { code, out, err } = await grantor(['doctor', server.origin, ...words, '--json']);
      assert.equal(err, '');
      const { checks, issuer } = JSON.parse(out) as { issuer: string; checks: { verdict: string }[] };
      const troubles = checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning');
      assert.deepEqual([troubles, code, issuer], [[], 0, server.origin]);
    });
  }
});
