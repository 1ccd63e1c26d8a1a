import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OpaqueToken } from '@grantor/engine';
import { digestOfOpaqueToken } from '@grantor/engine';
import { later, START, World } from '@grantor/engine/testing';
import { familyId, formatTokenId, type Hash, hash, secondOf, sha256 } from '@grantor/protocol';
import { sql } from 'kysely';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { findTokenOf } from '../../src/store/token-list.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

/** As an ordered id begins. */
const timeOf = (at: number): string => {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(at, 0, 6);
  return bytes.toString('base64url');
};

for (const { name, open } of databases) {
  describe(`what was stored before secrets began with their time, on ${name}`, () => {
    let opened: TestDatabase;
    const world = new World();
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, opened.close);
    });
    after(() => opened.close());

    const keep = async (tokenId: string, digest: Hash): Promise<void> => {
      const { client } = await world.parties();
      const token: OpaqueToken = {
        ...{ hash: digest, tokenId, clientId: client.id, userId: null, familyId: null },
        ...{ scope: ['read'], audience: [], details: [], vouchedBy: [] },
        ...{ authentication: null, confirmation: null, actor: null },
        ...{ issuedAt: START, expiresAt: secondOf(later(3_600_000)) },
      };
      await world.keep([{ kind: 'opaque_token_issued', token }]);
    };

    it('finds a token by its id, of before and of now — product.md T-3', async () => {
      const family = familyId('f'.repeat(22));
      const earlier = formatTokenId(family, 'r'.repeat(22));
      await keep(earlier, sha256(earlier));
      const now = formatTokenId(family, `${timeOf(START)}${'r'.repeat(14)}`);
      const value = `gat_${timeOf(START)}${'s'.repeat(43)}`;
      await keep(now, digestOfOpaqueToken(value));
      assert.equal((await findTokenOf(opened.database, earlier))?.id, sha256(earlier));
      assert.equal((await findTokenOf(opened.database, now))?.id, `${timeOf(START)}${sha256(value)}`);
      assert.equal(await findTokenOf(opened.database, formatTokenId(null, 'unknown')), null);
    });

    it('answers a rotation again whose answer lies beside its hash — protocol.md RF-3', async () => {
      const family = world.family(await world.parties());
      await world.keep([{ kind: 'family_started', family }]);
      const rotated = JSON.stringify([
        [hash('first'), START, 'its answer'],
        [hash('second'), START, null],
      ]);
      await sql`update family set rotated = ${rotated} where id = ${family.id}`.execute(
        opened.database.kysely,
      );
      const store = createEngineStore(opened.database);
      assert.equal(await store.findSealedAnswer(family.id, hash('first')), 'its answer');
      assert.equal(await store.findSealedAnswer(family.id, hash('second')), null);
      const found = await store.findFamilyForRefresh(family.refresh?.keyHash ?? world.hash());
      assert.equal(found?.family.refresh?.rotated.length, 2);
    });
  });
}
