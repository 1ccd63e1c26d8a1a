import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { after as later, sha256 } from '@grantor/protocol';
import { beginSession, type SessionPolicy } from '../../src/accounts/sessions.ts';
import { addPasskey, addTotp, setRecoveryCodes } from '../../src/administration/factors.ts';
import { makeRecoveryCodes } from '../../src/factors/new-recovery-codes.ts';
import { codeProof } from '../../src/factors/proofs.ts';
import { totpCode } from '../../src/factors/totp.ts';
import { spendPasskey } from '../../src/store/factor-uses.ts';
import { readFactors } from '../../src/store/factors.ts';
import type { Spend } from '../../src/store/session-starts.ts';
import { beginAttempt, countTry, endAttempt, mostTries } from '../../src/store/sign-in-attempts.ts';
import { now, random } from '../accounts/world.ts';
import { databases } from '../store/databases.ts';
import { actor, ada, type FactorWorld, factorWorld, sealedFor } from './world.ts';

const policy: SessionPolicy = {
  ...{ maxAge: 3600, idleTimeout: 0, rememberedMaxAge: 3600, fingerprint: 'none', factorRequired: 'none' },
};

for (const kind of databases) {
  describe(`twenty uses of one second factor at the same time on ${kind.name}`, () => {
    let world: FactorWorld;
    before(async () => {
      world = await factorWorld(kind);
    });
    after(() => world.opened.close());

    /** Twenty sign-ins with what is shown; how many began a session. */
    async function signIns(spend: () => Promise<Spend | null>): Promise<number> {
      const { database } = world.opened;
      const begun = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const used = await spend();
          if (used === null) return 'refused';
          const begin = await beginSession(
            { database, random, policy },
            {
              ...{ userId: ada, passwordHash: 'hash', lifetime: 'browser', replaces: null, spend: used },
              authentication: { authTime: now, acr: '2', amr: ['pwd', 'otp', 'mfa'] },
              visit: { userAgent: null, address: '127.0.0.1' },
            },
          );
          return begin.kind;
        }),
      );
      const sessions = await database.kysely.selectFrom('browser_session').select('hash').execute();
      await database.kysely.deleteFrom('browser_session').execute();
      assert.equal(sessions.length, begun.filter((one) => one === 'started').length);
      return sessions.length;
    }

    const proofOf = (typed: string) => async () => {
      const factors = await readFactors(world.opened.database.kysely, ada);
      return codeProof(world.ports, { userId: ada, factors }, { typed, now: world.at })?.spend ?? null;
    };

    it('one time step of an authenticator app signs in once — product.md F-2, RFC 6238 §5.2', async () => {
      const added = { owner: ada, sealedSecret: sealedFor(world), step: 1, place: 'first' } as const;
      await addTotp(world.changes, actor, added);
      const code = totpCode(world.secret, world.at);
      assert.equal(await signIns(proofOf(code)), 1);
      assert.equal(await signIns(proofOf(code)), 0);
    });

    it('one recovery code signs in once — product.md F-3', async () => {
      const { codes, hashes } = makeRecoveryCodes(world.ports, ada);
      await setRecoveryCodes(world.changes, actor, { owner: ada, hashes });
      const [code = ''] = codes;
      assert.equal(await signIns(proofOf(code)), 1);
      assert.equal(await signIns(proofOf(code)), 0);
      assert.equal((await readFactors(world.opened.database.kysely, ada)).recoveryCodesLeft, 9);
    });

    it('one answer of a passkey signs in once, and its counter never falls — product.md F-4', async () => {
      const challenge = (name: string) => ({ hash: sha256(name), until: later(now, 300) });
      const made = {
        ...{ id: 'key', publicKey: 'key', signCount: 4, transports: [], reach: 'device' as const },
        challenge: challenge('made'),
      };
      await addPasskey(world.changes, actor, { owner: ada, name: 'Key', made, place: 'further' });
      const uses = (name: string, signCount: number) => async (): Promise<Spend> => async (tx) =>
        (await spendPasskey(tx, { id: 'key', signCount, at: now, challenge: challenge(name) })) === 'spent';
      assert.equal(await signIns(uses('live', 5)), 1);
      assert.equal(await signIns(uses('live', 6)), 0);
      for (const fallen of [0, 4, 5]) assert.equal(await signIns(uses(`fallen ${fallen}`, fallen)), 0);
      assert.equal(await signIns(uses('next', 6)), 1);
    });

    it('a first step is followed by one second, and takes five tries of any number — security.md L-3', async () => {
      const { database } = world.opened;
      const attempt = { hash: sha256('attempt'), browser: sha256('browser'), userId: ada } as const;
      await beginAttempt(
        database,
        { ...attempt, passwordMark: null, lifetime: 'browser', provider: null, method: null },
        world.at,
      );
      const tries = await Promise.all(
        Array.from({ length: 20 }, () => countTry(database, attempt.hash, now)),
      );
      assert.equal(tries.filter((left) => left !== null).length, mostTries);
      assert.deepEqual([...tries].sort().slice(0, 5), [0, 1, 2, 3, 4]);
      assert.equal(await signIns(async () => (tx) => endAttempt(tx, attempt.hash)), 1);
    });
  });
}
