import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GrantChange, Interaction } from '@grantor/engine';
import { exampleClient, exampleSession } from '@grantor/engine/testing';
import { epoch } from '@grantor/protocol';
import { shownDigest, shownOf, shownOfDevice } from '../../src/authorize/shown.ts';

const key = Buffer.from('a key of the tests');
const nothing = { scopes: [], resources: [], claims: [], details: [] };
const asked = { scopes: [{ name: 'read', known: true, description: null }], resources: [], details: [] };

const change = (more: Partial<GrantChange> = {}): GrantChange => ({
  ...{ action: 'replace', revision: 1, removed: nothing },
  ...more,
});

const changes: readonly (GrantChange | null)[] = [
  null,
  change(),
  change({ action: 'merge' }),
  change({ revision: 2 }),
  change({ removed: { ...nothing, scopes: asked.scopes } }),
  change({ removed: { ...nothing, claims: [{ name: 'email', known: true }] } }),
];

function ofConsent(shown: GrantChange | null): string {
  const interaction: Interaction = {
    ...{
      flow: 'f',
      until: epoch(1),
      request: 'q',
      client: exampleClient(),
      uiLocales: [],
      ofAnybody: { ...nothing, terms: [] },
    },
    redirectUri: 'https://app.example/callback',
    step: { kind: 'consent', session: exampleSession(), ...asked, claims: [], terms: [], change: shown },
  };
  const page = shownOf(interaction);
  assert.ok(page !== null);
  return shownDigest(key, page);
}

const ofDevice = (shown: GrantChange | null): string =>
  shownDigest(
    key,
    shownOfDevice({ client: exampleClient(), ...asked, userCode: 'C', change: shown }, exampleSession()),
  );

describe('the digest of a page that changes a grant — advanced.md GMT-5', () => {
  it('is another one for each thing that becomes of the grant', () => {
    for (const digest of [ofConsent, ofDevice]) {
      assert.equal(new Set(changes.map(digest)).size, changes.length);
      assert.equal(digest(change()), digest(change()));
    }
  });
});
