/** What survives `kill -9` under load: everything that was answered (performance.md, protocol.md G-8). */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { fixtures, isActive, type Person, post, redemption, signIn } from '../races/person.ts';
import { startServerProcess } from '../running-server.ts';

/** What one connection was told before the server died. */
type Told = {
  readonly redeemed: Record<string, string>[];
  /** The newest answer of each family; a rotation whose answer never came leaves the one before. */
  readonly newest: { access: string; refresh: string; inFlight: boolean }[];
  readonly revoked: string[];
};

export function crash(
  name: string,
  environment: Readonly<Record<string, string>>,
  check: (folder: string) => void,
): void {
  it(`keeps every answer through kill -9 under load on ${name}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
    const options = { folder, port: await freePort(), bootstrap: fixtures, environment };
    const first = await startServerProcess(options);
    const person = await signIn(first.origin);
    const connections = Array.from({ length: 12 }, () => emptyTold());
    const load = Promise.allSettled(connections.map((told) => work(first.origin, person, told)));
    await until(() => connections.reduce((sum, told) => sum + told.newest.length, 0) > 60);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    for (const ended of await load)
      assert.ok(ended.status === 'rejected' && isDisconnection(ended.reason), String(ended));
    check(folder);

    const second = await startServerProcess(options);
    try {
      for (const told of connections) await verify(second.origin, told);
    } finally {
      assert.equal(await second.stop(), 0);
      await rm(folder, { recursive: true, force: true });
    }
  });
}

const emptyTold = (): Told => ({ redeemed: [], newest: [], revoked: [] });

/** Redeems, refreshes and revokes until the server is gone. */
async function work(origin: string, person: Person, told: Told): Promise<void> {
  for (let round = 0; ; round += 1) {
    const code = redemption(await person.code());
    const issued = await post(origin, '/oauth/token', code);
    assert.equal(issued.status, 200);
    told.redeemed.push(code);
    const family = tokensOf(issued.body);
    told.newest.push(family);
    for (let turn = 0; turn < 3; turn += 1) {
      family.inFlight = true;
      const fields = { grant_type: 'refresh_token', refresh_token: family.refresh };
      const refreshed = await post(origin, '/oauth/token', fields);
      assert.equal(refreshed.status, 200);
      Object.assign(family, tokensOf(refreshed.body));
    }
    if (round % 4 !== 3) continue;
    family.inFlight = true;
    assert.equal((await post(origin, '/oauth/revoke', { token: family.refresh })).status, 200);
    told.newest.splice(told.newest.indexOf(family), 1);
    told.revoked.push(family.access);
  }
}

const tokensOf = (body: Record<string, unknown>) => ({
  access: String(body['access_token']),
  refresh: String(body['refresh_token']),
  inFlight: false,
});

async function verify(origin: string, told: Told): Promise<void> {
  for (const family of told.newest) {
    // Of a request that was never answered either outcome is right.
    if (family.inFlight) continue;
    assert.ok(await isActive(origin, family.access), 'an answered access token is inactive');
    assert.ok(await isActive(origin, family.refresh), 'an answered refresh token is inactive');
  }
  for (const token of told.revoked)
    assert.equal(await isActive(origin, token), false, 'a revoked token lives');
  for (const code of told.redeemed) {
    const replay = await post(origin, '/oauth/token', code);
    assert.equal(replay.body['error'], 'invalid_grant', 'a redeemed code was redeemed again');
  }
}

/** The connection went away, as it must; anything else was a wrong answer. */
const isDisconnection = (reason: unknown): boolean =>
  reason instanceof TypeError && ['fetch failed', 'terminated'].includes(reason.message);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
