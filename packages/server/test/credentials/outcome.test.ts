import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sayDone } from '../../src/site/outcome.ts';

type Looking = Parameters<typeof sayDone>[0];

/** Whoever comes with a cookie that says what was done. */
const looking = (said: string, credentials: 'issued' | 'none'): Looking =>
  ({
    caller: { presented: { said }, cookies: [] },
    site: { credentials: credentials === 'issued' ? {} : null, cookies: { endSaid: () => 'ended' } },
  }) as unknown as Looking;

it('says nothing of credentials where none are issued, whatever cookie comes: its words are not there', () => {
  const outcomeOf = (said: string, credentials: 'issued' | 'none') =>
    sayDone(looking(said, credentials), said).outcome;
  assert.equal(outcomeOf('credential_revoked', 'issued'), 'credential_revoked');
  assert.equal(outcomeOf('credential_revoked', 'none'), undefined);
  assert.equal(outcomeOf('session_revoked', 'none'), 'session_revoked');
});
