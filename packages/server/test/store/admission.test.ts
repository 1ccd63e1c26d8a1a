import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceCode, PolledDeviceCode } from '@grantor/engine';
import { exampleAccount } from '@grantor/engine/testing';
import { clientId, epoch, familyId, instant, sha256 } from '@grantor/protocol';
import { withAdmission } from '../../src/store/admission.ts';
import type { EngineStore } from '../../src/store/engine-store.ts';

const account = exampleAccount();

const approvedThrough = (provider?: string): DeviceCode['decision'] => ({
  kind: 'approved',
  approval: {
    userId: account.id,
    familyId: familyId('family'),
    scope: ['read'],
    resources: [],
    claims: { userinfo: {}, idToken: {} },
    details: [],
    grantId: null,
    authentication: {
      authTime: epoch(1),
      acr: '1',
      amr: ['pwd'],
      ...(provider === undefined ? {} : { provider }),
    },
    sessionId: sha256('session'),
    sid: 'sid',
    approvedAt: instant(0),
  },
});

/** The account as a poll finds it, where the list of the provider names nobody any more. */
async function polled(decision: DeviceCode['decision']) {
  const found = { deviceCode: { decision }, account, polite: true } as PolledDeviceCode;
  const store = { pollDeviceCode: async () => found } as unknown as EngineStore;
  const poll = { hash: sha256('code'), clientId: clientId('tv'), at: instant(0), spacing: 0 };
  return withAdmission(store, async () => false).pollDeviceCode(poll);
}

describe('who is on the list of a provider no more — product.md I-6', () => {
  it('gets no tokens for what was approved on another screen', async () => {
    assert.equal((await polled(approvedThrough('github')))?.account?.disabledAt, 0);
  });

  it('is let be where no provider was asked, and while nobody has decided', async () => {
    for (const decision of [approvedThrough(), { kind: 'pending' } as const])
      assert.equal((await polled(decision))?.account?.disabledAt, null);
  });
});
