import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instant, secondOf } from '@grantor/protocol';
import { proveSecret } from '../../src/client-auth/secret.ts';
import { exampleClient, testSecret, testStart } from '../../src/testing/index.ts';

describe('a secret', () => {
  const now = secondOf(instant(testStart));

  it('is not proved by a name alone — protocol.md CA-1', () => {
    assert.equal(proveSecret(exampleClient(), { clientId: 'web', value: null }, { now }), null);
    assert.notEqual(proveSecret(exampleClient(), { clientId: 'web', value: testSecret }, { now }), null);
  });
});
