import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Limits, Source } from '@grantor/engine';
import { createMemoryLimits } from '../../src/limits/limit-store.ts';
import { createLimits, type LimitSettings } from '../../src/limits/limits.ts';

const settings: LimitSettings = {
  perAddress: 'on',
  login: 5,
  deviceCode: 10,
  token: 20,
  deviceVerify: 10,
  introspect: 20,
  registration: 30,
  document: 60,
  fallback: 60,
  client: 0,
};

const from = (address: string): Source => ({
  address,
  userAgent: null,
  requestId: 'r',
  method: 'POST',
  path: '/oauth/token',
});

function limitsOf(changed: Partial<LimitSettings> = {}) {
  let now = 5_000_000;
  const limits = createLimits(
    { ...settings, ...changed },
    createMemoryLimits(() => now),
  );
  return {
    ...limits,
    wait(seconds: number) {
      now += seconds * 1000;
    },
  };
}

type Tried = { readonly allowed: boolean };

async function countAllowed(times: number, attempt: () => Tried | Promise<Tried>): Promise<number> {
  let allowed = 0;
  for (let tried = 0; tried < times; tried += 1) if ((await attempt()).allowed) allowed += 1;
  return allowed;
}

/** One charge of the engine's port. */
const chargePort = (
  limits: ReturnType<typeof limitsOf>,
  limit: Parameters<Limits['charge']>[0],
  address: string,
  payer: string | null = null,
) => limits.charge(limit, from(address), payer);

describe('limits', () => {
  it('have a counter each: one exhausted moves no other — security.md L-1, operations.md §6 device authorization', async () => {
    const limits = limitsOf({ client: 7 });
    const all: Record<string, [number, () => Tried | Promise<Tried>]> = {
      token: [20, () => chargePort(limits, 'token', '192.0.2.1', 'app')],
      introspect: [20, () => chargePort(limits, 'introspect', '192.0.2.1')],
      fallback: [60, () => chargePort(limits, 'default', '192.0.2.1')],
      deviceCode: [10, () => chargePort(limits, 'device_code', '192.0.2.1')],
      login: [5, () => limits.login('192.0.2.1')],
      person: [60, () => limits.person('somebody')],
      ownForm: [60, () => limits.ownForm('somebody')],
      signIn: [60, () => limits.signIn('somebody')],
      registration: [30, () => chargePort(limits, 'registration', '192.0.2.1')],
      document: [60, () => chargePort(limits, 'document', '192.0.2.1')],
      proof: [600, () => chargePort(limits, 'proof', '192.0.2.1', 'somebody')],
      credential: [60, () => chargePort(limits, 'credential', '192.0.2.1', 'somebody')],
      refresh: [60, () => chargePort(limits, 'refresh', '192.0.2.1', 'somebody')],
      client: [7, () => chargePort(limits, 'client', '192.0.2.1', 'app')],
    };
    for (const [name, [budget, attempt]] of Object.entries(all)) {
      assert.equal(await countAllowed(budget + 5, attempt), budget, name);
    }
    assert.equal(
      await countAllowed(20, () => limits.deviceVerification('192.0.2.1', crypto.randomUUID())),
      10,
    );
  });

  it('count the token endpoint by address and client, unknown clients together — operations.md Q-3, operations.md §6 token by address', async () => {
    const limits = limitsOf();
    assert.equal(await countAllowed(30, () => chargePort(limits, 'token', '192.0.2.1', 'a')), 20);
    assert.equal(await countAllowed(30, () => chargePort(limits, 'token', '192.0.2.1', 'b')), 20);
    assert.equal(await countAllowed(30, () => chargePort(limits, 'token', '192.0.2.2', 'a')), 20);
    assert.equal(await countAllowed(30, () => chargePort(limits, 'token', '192.0.2.1')), 20);
  });

  it('allow an address twenty times as many new documents a day as a minute — security.md L-8', async () => {
    const limits = limitsOf();
    const ask = () => chargePort(limits, 'document', '192.0.2.1');
    let allowed = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      allowed += await countAllowed(70, ask);
      limits.wait(60);
    }
    // What an hour gives back of the day's number comes on top
    assert.ok(allowed >= 1200 && allowed <= 1200 + 1200 / 24, String(allowed));
    assert.ok((await chargePort(limits, 'document', '192.0.2.2')).allowed);
    const off = limitsOf({ document: 0 });
    assert.equal(await countAllowed(5000, () => chargePort(off, 'document', '192.0.2.1')), 5000);
  });

  it('count IPv6 by /64 — security.md L-1', async () => {
    const limits = limitsOf();
    let host = 0;
    assert.equal(await countAllowed(20, () => limits.login(`2001:db8:0:1::${(host++).toString(16)}`)), 5);
    assert.ok((await limits.login('2001:db8:0:2::1')).allowed);
  });

  it('per address end with ENABLE_RATE_LIMIT=false, the rule per account stands — security.md L-2', async () => {
    const limits = limitsOf({ perAddress: 'off' });
    assert.equal(await countAllowed(500, () => limits.login('192.0.2.1')), 500);
    assert.equal(await countAllowed(500, () => chargePort(limits, 'default', '192.0.2.1')), 500);
    assert.equal(await countAllowed(500, () => limits.account('alice', null)), 10);
  });
});

describe('passwords for one account', () => {
  it('close for 15 minutes after ten failures, from however many addresses — product.md S-4', async () => {
    const limits = limitsOf();
    assert.equal(await countAllowed(1000, () => limits.account('alice', null)), 10);
    assert.deepEqual(await limits.account('alice', null), { allowed: false, retryAfter: 900, limit: 10 });
    limits.wait(899);
    assert.equal((await limits.account('alice', null)).allowed, false);
    limits.wait(1);
    assert.equal(await countAllowed(1000, () => limits.account('alice', null)), 10);
  });

  it('forget failures after 15 minutes', async () => {
    const limits = limitsOf();
    for (let failure = 0; failure < 100; failure += 1) {
      assert.ok((await limits.account('alice', null)).allowed);
      limits.wait(101);
    }
  });

  it("leave the owner's browser its own count, and other accounts theirs — product.md S-4", async () => {
    const limits = limitsOf();
    await countAllowed(10, () => limits.account('alice', null));
    assert.ok((await limits.account('bob', null)).allowed);
    assert.equal(await countAllowed(20, () => limits.account('alice', 'laptop')), 10);
    assert.ok((await limits.account('alice', 'phone')).allowed);
  });

  it('say which failure closes them, once', async () => {
    const limits = limitsOf();
    const attempts = await Promise.all(Array.from({ length: 20 }, () => limits.account('alice', null)));
    const last = attempts.map((attempt) => attempt.allowed && attempt.lastAllowed);
    assert.deepEqual(
      last.flatMap((closes, index) => (closes ? [index] : [])),
      [9],
    );
  });

  it('open again with a success, also with the one that was the tenth attempt', async () => {
    const limits = limitsOf();
    const attempts = await Promise.all(Array.from({ length: 10 }, () => limits.account('alice', null)));
    const tenth = attempts[9];
    assert.ok(tenth?.allowed);
    tenth.succeeded();
    assert.equal(await countAllowed(20, () => limits.account('alice', null)), 10);
  });
});

describe('device verification', () => {
  it('allows five wrong codes per session and ten minutes — protocol.md DV-5, operations.md §6 POST /device/verify', async () => {
    const limits = limitsOf({ deviceVerify: 1000 });
    assert.equal(await countAllowed(20, () => limits.deviceVerification('192.0.2.1', 's')), 5);
    limits.wait(599);
    assert.equal((await limits.deviceVerification('192.0.2.1', 's')).allowed, false);
    limits.wait(1);
    assert.equal(await countAllowed(20, () => limits.deviceVerification('192.0.2.1', 's')), 5);
    assert.ok((await limits.deviceVerification('192.0.2.1', 't')).allowed);
  });

  it('charges neither for right codes nor the session for what the address may not — operations.md Q-3', async () => {
    const limits = limitsOf();
    for (let code = 0; code < 100; code += 1) {
      const charge = await limits.deviceVerification('192.0.2.1', 's');
      assert.ok(charge.allowed);
      charge.refund();
    }
    await countAllowed(10, () => limits.deviceVerification('192.0.2.1', crypto.randomUUID()));
    await countAllowed(10, () => limits.deviceVerification('192.0.2.1', 's'));
    assert.equal(await countAllowed(10, () => limits.deviceVerification('192.0.2.2', 's')), 5);
  });
});
