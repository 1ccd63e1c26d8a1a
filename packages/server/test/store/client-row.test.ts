import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Client, unsetClient } from '@grantor/engine';
import { sampleClient } from '@grantor/engine/testing';
import { clientId } from '@grantor/protocol';
import { clientColumns, clientFrom } from '../../src/store/rows/client.ts';

const sample = { ...sampleClient, id: clientId('sample') };

const rowOf = (client: Client) => ({
  ...clientColumns(client),
  ...{ registration_hash: null, earlier_registration_hash: null, earlier_registration_until: null },
  ...{ owner_id: null, created_by: null, pending_change: null, seen_at: null, trial: null },
  ...{ created_at: 0, updated_at: 0, version: 1 },
});

const kept = (client: Client): unknown => JSON.parse(clientColumns(client).settings);

describe('the row of a client', () => {
  it('keeps the settings that somebody set, and gives all of them back', () => {
    const unset: Client = { ...sample, ...unsetClient };
    assert.deepEqual(kept(unset), {});
    assert.deepEqual(clientFrom(rowOf(unset)), unset);
    const set = {
      ...unset,
      redirectUris: ['https://a.example/cb'],
      scopes: ['read'],
      consent: 'skip',
    } as const;
    assert.deepEqual(kept(set), {
      ...{ redirectUris: ['https://a.example/cb'], scopes: ['read'], consent: 'skip' },
    });
    assert.deepEqual(clientFrom(rowOf(set)), set);
  });

  it('tells a list that is empty from one that nobody set, and false from nothing', () => {
    const chosen: Client = { ...sample, ...unsetClient, resources: [], pkceRequired: false };
    assert.deepEqual(kept(chosen), { resources: [], pkceRequired: false });
    assert.deepEqual(clientFrom(rowOf(chosen)), chosen);
  });

  it('reads one that was stored with every setting', () => {
    const row = { ...rowOf(sample), settings: JSON.stringify({ ...unsetClient, consent: 'skip' }) };
    assert.equal(clientFrom(row).consent, 'skip');
    assert.deepEqual(clientFrom(row).scopes, []);
  });
});
