import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, familyId, instant, userId } from '@grantor/protocol';
import type { TokenStanding } from '../../src/model/access-token.ts';
import { noClaims } from '../../src/model/claims-request.ts';
import { exampleAccount } from '../../src/testing/index.ts';
import { isActive } from '../../src/tokens/standing.ts';

const issuedAt = instant(1_000_000);
const token = { clientId: clientId('c'), userId: userId('u'), familyId: familyId('f'), issuedAt };
const family = {
  ...{ clientId: clientId('c'), userId: token.userId, startedAt: issuedAt, revokedAt: null, pausedAt: null },
  ...{ claims: noClaims, resources: [], grantId: null },
};
const good: TokenStanding = {
  client: { status: 'active', tokensValidFrom: null },
  account: exampleAccount(),
  family,
  tokenRevoked: false,
};
const at = instant(1_000_001);

describe('standing', () => {
  it('is active while nothing around the token ended — protocol.md TO-3', () => {
    assert.equal(isActive(token, good), true);
    assert.equal(
      isActive({ ...token, userId: null, familyId: null }, { ...good, account: null, family: null }),
      true,
    );
  });

  it('ends with each thing the token hangs on — protocol.md TO-3', () => {
    const ends: Partial<TokenStanding>[] = [
      { tokenRevoked: true },
      { client: null },
      { client: { status: 'inactive', tokensValidFrom: null } },
      { client: { status: 'pending', tokensValidFrom: null } },
      { client: { status: 'active', tokensValidFrom: at } },
      { account: null },
      { account: exampleAccount({ disabledAt: at }) },
      { account: exampleAccount({ tokensValidFrom: at }) },
      { family: null },
      { family: { ...family, revokedAt: at } },
      { family: { ...family, pausedAt: at } },
    ];
    for (const end of ends) assert.equal(isActive(token, { ...good, ...end }), false, JSON.stringify(end));
  });

  it('is dropped by its client from the instant it was issued at, by exchange, else from that of its family — advanced.md TEX-7', () => {
    const client = (tokensValidFrom: number) =>
      ({ status: 'active', tokensValidFrom: instant(tokensValidFrom) }) as const;
    const exchanged = { ...family, clientId: clientId('origin'), startedAt: instant(900_000) };
    const of = (validFrom: number, its = family) =>
      isActive(token, { ...good, client: client(validFrom), family: its });
    assert.deepEqual([of(950_000, exchanged), of(1_000_000, exchanged)], [true, true]);
    assert.equal(of(1_000_001, exchanged), false);
    // `iat` has seconds only: the family began within that second
    const exact = { ...family, startedAt: instant(1_000_500) };
    assert.deepEqual([of(1_000_500, exact), of(1_000_501, exact)], [true, false]);
  });

  it('outlives a revoke-all that came before its family', () => {
    const account = exampleAccount({ tokensValidFrom: at });
    const later = { ...family, startedAt: at };
    assert.equal(isActive(token, { ...good, account, family: later }), true);
  });
});
