import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  asOther,
  asWeb,
  type Browser,
  codeFor,
  deviceGrant,
  type Fields,
  json,
  redemption,
  startWorld,
  tokensFor,
  type World,
} from './world.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString());

describe('tokens that are not what they seem', () => {
  let world: World;
  let browser: Browser;
  let tokens: Record<string, string> = {};
  let publicPem = '';
  const mallory = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  before(async () => {
    world = await startWorld();
    browser = world.browser();
    await browser.signIn();
    tokens = await tokensFor(world, browser);
    const { kid } = decode(tokens['access_token']?.split('.')[0] ?? '');
    const { keys } = (await json(await world.send('/jwks'))) as { keys: { kid: string }[] };
    const key = createPublicKey({ key: keys.find((entry) => entry.kid === kid) as never, format: 'jwk' });
    publicPem = key.export({ type: 'spki', format: 'pem' }).toString();
  });
  after(() => world.server.stop());

  const parts = (): readonly [string, string, string] =>
    (tokens['access_token'] ?? '').split('.') as unknown as [string, string, string];
  const sealed = (head: object, claims: object, key: KeyObject = mallory.privateKey): string => {
    const input = `${encode(head)}.${encode(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const own = (): object => mallory.publicKey.export({ format: 'jwk' });
  const header = () => decode(parts()[0]);
  const claims = () => decode(parts()[1]);

  const forged: Record<string, () => string> = {
    'alg none': () => `${encode({ ...header(), alg: 'none' })}.${parts()[1]}.`,
    'alg none with the old signature': () =>
      `${encode({ ...header(), alg: 'none' })}.${parts()[1]}.${parts()[2]}`,
    'HS256 with the public key': () => {
      const input = `${encode({ ...header(), alg: 'HS256' })}.${parts()[1]}`;
      return `${input}.${createHmac('sha256', publicPem).update(input).digest('base64url')}`;
    },
    'an unknown crit': () => sealed({ ...header(), crit: ['x'], x: 1 }, claims()),
    'an embedded jwk': () => sealed({ ...header(), jwk: own() }, claims()),
    'a jku': () => sealed({ ...header(), jku: 'https://evil.example/jwks' }, claims()),
    'another key under our kid': () => sealed(header(), claims()),
    'another issuer': () =>
      sealed({ alg: 'ES256', typ: 'at+jwt' }, { ...claims(), iss: 'https://evil.example' }),
    'a tampered claim': () =>
      `${parts()[0]}.${encode({ ...claims(), scope: 'openid grantor:admin' })}.${parts()[2]}`,
    'a tampered signature': () =>
      `${parts()[0]}.${parts()[1]}.${parts()[2].replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
    'an ID token': () => tokens['id_token'] ?? '',
    'a refresh token': () => tokens['refresh_token'] ?? '',
    'no token at all': () => 'nonsense',
  };
  for (const [name, forge] of Object.entries(forged)) {
    it(`refuses ${name} as an access token everywhere — security.md T-7, protocol.md TO-5`, async () => {
      const headers = { authorization: `Bearer ${forge()}` };
      for (const path of ['/oauth/userinfo', '/oauth/tokeninfo']) {
        const answer = await world.send(path, { headers });
        assert.equal(answer.status, 401, path);
        assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
        assert.equal((await json(answer))['error'], 'invalid_token');
      }
      if (name === 'a refresh token') return; // its own client may introspect it (protocol.md IS-2)
      const answer = await world.form('/oauth/introspect', { token: forge() }, asWeb);
      assert.equal(await answer.text(), '{"active":false}');
    });
  }

  it('accepts the token all of them were made from', async () => {
    const headers = { authorization: `Bearer ${tokens['access_token']}` };
    assert.equal((await world.send('/oauth/userinfo', { headers })).status, 200);
    assert.equal((await world.send('/oauth/tokeninfo', { headers })).status, 200);
  });

  it('lets no other client redeem, refresh, read or end what is not its own, and nothing is consumed — security.md F-8, T-2', async () => {
    const code = await codeFor(browser);
    const stolen: readonly (readonly [string, Fields])[] = [
      ['/oauth/token', redemption(code)],
      ['/oauth/token', { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' }],
    ];
    for (const [path, fields] of stolen) {
      const answer = await world.form(path, fields, asOther);
      assert.deepEqual([answer.status, (await json(answer))['error']], [400, 'invalid_grant']);
    }
    const seen = await world.form('/oauth/introspect', { token: tokens['refresh_token'] ?? '' }, asOther);
    assert.equal(await seen.text(), '{"active":false}');
    for (const name of ['access_token', 'refresh_token']) {
      const answer = await world.form('/oauth/revoke', { token: tokens[name] ?? '' }, asOther);
      assert.deepEqual([answer.status, (await json(answer))['error']], [400, 'invalid_grant'], name);
    }
    assert.equal((await world.form('/oauth/token', redemption(code), asWeb)).status, 200);
    const again = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
    assert.equal((await world.form('/oauth/token', again, asWeb)).status, 200);
  });

  const pollBoth = async (): Promise<readonly unknown[]> => {
    const { device_code } = await json(await world.form('/oauth/device/code', { scope: 'read' }, asWeb));
    const poll = { grant_type: deviceGrant, device_code: String(device_code) };
    const foreign = await json(await world.form('/oauth/token', poll, asOther));
    const rightful = await json(await world.form('/oauth/token', poll, asWeb));
    return [foreign['error'], rightful['error']];
  };
  it('gives a device code to nobody but the client that asked — protocol.md §8.4 unknown', async () => {
    assert.equal((await pollBoth())[0], 'invalid_grant');
  });
  it('lets the poll of another client move no poll time — protocol.md §8.4 unknown, security.md F-8', async () => {
    assert.equal((await pollBoth())[1], 'authorization_pending');
  });

  it('refuses every endpoint without, with a wrong and with another client’s secret — security.md T-1', async () => {
    const calls: readonly (readonly [string, Fields])[] = [
      ['/oauth/token', { grant_type: 'refresh_token', refresh_token: 'grt_x' }],
      ['/oauth/token', { grant_type: deviceGrant, device_code: 'gdc_x' }],
      ['/oauth/token', redemption('gac_x')],
      ['/oauth/revoke', { token: 'x' }],
      ['/oauth/introspect', { token: 'x' }],
    ];
    const wrong: readonly Fields[] = [
      {},
      { client_secret: 'wrong' },
      { client_secret: 'another-secret-of-enough-characters' },
    ];
    const answers = new Set<string>();
    for (const [path, fields] of calls) {
      for (const credentials of wrong) {
        const answer = await world.form(path, { ...fields, client_id: 'web', ...credentials });
        assert.equal(answer.status, 401, `${path} ${JSON.stringify(credentials)}`);
        answers.add(`${answer.headers.get('www-authenticate')} ${await answer.text()}`);
      }
    }
    assert.equal(answers.size, 1); // protocol.md CA-4: one text for all
  });
});
