import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { movingClock } from '../e2e/moving-clock.ts';
import { fixtures, isActive, post } from '../races/person.ts';
import { startTestServer } from '../running-server.ts';

const hour = 3600;
const day = 24 * hour;

it('tokens verify before, during and after a rotation, at a verifier with an hour-old key set — security.md K-1', async () => {
  const clock = movingClock();
  const environment = { KEY_ROTATION_INTERVAL: '72h', CLIENT_CREDENTIALS_TOKEN_EXPIRATION: '2h' };
  // The data folder outlives each start, as the keys do.
  let server = await startTestServer({ bootstrap: fixtures, clock, environment });
  const { folder, origin: issuer } = server;
  const keySet = async (): Promise<JSONWebKeySet> =>
    (await fetch(`${server.origin}/.well-known/jwks.json`)).json() as Promise<JSONWebKeySet>;
  const token = async (): Promise<string> => {
    const { status, body } = await post(server.origin, '/oauth/token', {
      grant_type: 'client_credentials',
      scope: 'read',
    });
    assert.equal(status, 200);
    return String(body['access_token']);
  };
  const signers: string[] = [];
  const published: string[][] = [];
  for (let passed = 0; passed < 5 * day; passed += 12 * hour) {
    clock.advance(11 * hour);
    server = await restart();
    const hourOld = { keys: await keySet(), token: await token() };
    clock.advance(hour);
    server = await restart();
    const fresh = await token();
    const header = decodeProtectedHeader(fresh);
    const currentDate = new Date(clock.now());
    await jwtVerify(fresh, createLocalJWKSet(hourOld.keys), { currentDate });
    await jwtVerify(hourOld.token, createLocalJWKSet(await keySet()), { currentDate });
    for (const each of [fresh, hourOld.token]) assert.ok(await isActive(server.origin, each));
    signers.push(header.kid ?? '');
    published.push((await keySet()).keys.map(({ kid }) => kid ?? ''));
  }
  const [first = '', second = ''] = [...new Set(signers)];
  assert.equal(new Set(signers).size, 2);
  const change = signers.indexOf(second);
  // protocol.md JW-2: a day ahead, and until the last token it signed has expired
  assert.ok(published[change - 2]?.includes(second));
  assert.ok(!published[0]?.includes(second));
  assert.ok(published[change]?.includes(first));
  assert.ok(!published.at(-1)?.includes(first));
  await server.stop();

  async function restart() {
    await server.running.stop();
    const DATA_DIR = `${folder}/data`;
    const next = await startTestServer({
      bootstrap: fixtures,
      clock,
      environment: { ...environment, DATA_DIR, BASE_URL: issuer },
    });
    return { ...next, origin: `http://127.0.0.1:${next.running.port}` };
  }
});
