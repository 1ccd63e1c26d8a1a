import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, type Hash, secondOf } from '@grantor/protocol';
import type { Fact } from '../../ports/facts.ts';
import { later, racing, SECOND, START, type World } from './world.ts';

export function proofContract(world: World): void {
  const seen = (hash: Hash, until = secondOf(later(60 * SECOND))): Fact => ({
    kind: 'proof_seen',
    proof: { hash, until },
  });

  describe('proofs that count once', () => {
    it('are seen by one of twenty — security.md R-7', async () => {
      const hash = world.hash();
      await world.oneWins(
        'proof_seen',
        racing(() => [seen(hash)]),
      );
    });

    it('are refused until they are forgotten', async () => {
      const hash = world.hash();
      await world.keep([seen(hash)]);
      await world.refuses('proof_seen', [seen(hash)], later(59 * SECOND));
      await world.keep([seen(hash, epoch(secondOf(START) + 120))], later(60 * SECOND));
      await world.refuses('proof_seen', [seen(hash)], later(61 * SECOND));
    });

    it('stand or fall with what they authorise', async () => {
      const parties = await world.parties();
      const code = world.code(parties);
      await world.keep([{ kind: 'code_issued', code }]);
      const redeemed = { kind: 'code_redeemed', code, issued: [] } as const;
      const [first, second] = [world.hash(), world.hash()];
      await world.keep([seen(first)]);
      await world.refuses('proof_seen', [seen(first), redeemed]);
      await world.keep([seen(second), redeemed]);
      const third = world.hash();
      await world.refuses('code_redeemed', [seen(third), redeemed]);
      assert.deepEqual(await world.commit([seen(third)]), { ok: true });
    });
  });
}
