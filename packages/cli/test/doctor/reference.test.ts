import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunningTarget } from '@grantor/compliance';
import { reference } from '@grantor/compliance/testing';
import { grantor } from '../world.ts';

type Examined = { readonly checks: readonly { readonly id: string; readonly verdict: string }[] };

describe('doctor at a certified server of other make', () => {
  let target: RunningTarget;
  before(async () => {
    const started = await reference.start('default');
    assert.ok(started);
    target = started;
  });
  after(() => target.stop());

  it('finds the three things that it does otherwise, and nothing else', async () => {
    const { code, out } = await grantor(['doctor', target.issuer, '--register', '--json']);
    const { checks } = JSON.parse(out) as Examined;
    assert.deepEqual(
      checks
        .filter(({ verdict }) => !['ok', 'skipped'].includes(verdict))
        .map(({ id, verdict }) => [id, verdict]),
      [
        ['discovery.unknown', 'warning'],
        ['registration.empty-scope', 'error'],
        ['browser.registration', 'error'],
      ],
    );
    assert.equal(code, 1);
  });
});
