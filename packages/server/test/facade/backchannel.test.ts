import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createTell } from '../../src/facade/messages.ts';
import { claimsOf, client, secret } from '../authlete/world.ts';
import { browse, type FacadeWorld, form, type Jar, password, startFacadeWorld } from './world.ts';

const grant_type = 'urn:openid:params:grant-type:ciba';

/** Whoever is told, by the sentence that it was told with. */
async function startOperator() {
  const told = new Map<string, Record<string, unknown>>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const message = JSON.parse(text);
    told.set(String(message.binding_message), message);
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/asked`,
    async of(sentence: string): Promise<Record<string, unknown>> {
      for (;;) {
        const message = told.get(sentence);
        if (message !== undefined) return message;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

let operator: Awaited<ReturnType<typeof startOperator>>;
let world: FacadeWorld;
before(async () => {
  operator = await startOperator();
  const grant_types = ['authorization_code', grant_type];
  world = await startFacadeWorld(
    { ENABLE_CIBA: 'true', CIBA_NOTIFY_URL: operator.url, OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' },
    { clients: [client('bank', { grant_types })], service: { ENABLE_CIBA: 'true' } },
  );
});
after(async () => {
  await world.stop();
  await operator.stop();
});

const post = async (path: string, fields: Record<string, string>) => {
  const authorization = `Basic ${Buffer.from(`bank:${secret}`).toString('base64')}`;
  const init = { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields) };
  const response = await fetch(`${world.facade.origin}${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const ask = (fields: Record<string, string> = {}) =>
  post('/oauth/bc-authorize', { scope: 'openid', login_hint: 'john', ...fields });
const poll = ({ body }: { body: Record<string, string> }) =>
  post('/oauth/token', { grant_type, auth_req_id: body['auth_req_id'] ?? '' });
let count = 0;
const asking = async (fields: Record<string, string> = {}) => {
  count += 1;
  const binding_message = `W4-${count}`;
  const asked = await ask({ binding_message, ...fields });
  const told = await operator.of(binding_message);
  return { asked, told, address: String(told['uri']) };
};
const decide = async (
  address: string,
  fields: Record<string, string>,
  jar: Jar = new Map(),
  headers = {},
) => {
  const request = new URL(address).searchParams.get('request') ?? '';
  const init = { ...form({ request, authorized: 'true', ...fields }), headers };
  const response = await browse(`${world.facade.origin}/account/requests`, jar, init);
  return { status: response.status, page: await response.text() };
};
const john = { loginId: 'john', password };

describe('a request to a person in front of another engine — advanced.md CIB-5, federation-vci-authlete.md §3.2', () => {
  it('is told of to the operator, and decided by its person at the address that bears it, once', async () => {
    const { asked, told, address } = await asking();
    assert.equal(asked.status, 200, JSON.stringify(asked.body));
    const { event, sub, client_id, expires_at, issued_at } = told;
    assert.deepEqual([event, sub, client_id], ['backchannel_request', '1001', 'bank']);
    assert.equal(Number(expires_at) - Number(issued_at), Number(asked.body['expires_in']));
    assert.equal(JSON.stringify(told).includes(asked.body['auth_req_id'] ?? '-'), false);
    const jar: Jar = new Map();
    const page = await (await browse(address, jar)).text();
    for (const shown of ['The bank', String(told['binding_message']), 'name="password"'])
      assert.ok(page.includes(shown), shown);
    const wrong = await decide(address, { ...john, password: 'wrong' }, jar);
    assert.deepEqual([wrong.status, /id="failure"|role="alert"/.test(wrong.page)], [400, true]);
    assert.equal((await poll(asked)).body['error'], 'authorization_pending');
    assert.equal((await decide(address, john, jar)).status, 200);
    const { sub: named, acr } = claimsOf((await poll(asked)).body['id_token']);
    assert.deepEqual([named, acr], ['1001', '1']);
    assert.equal((await decide(address, john, jar)).status, 400);
    // Whoever signed in there is not asked for a password again
    const next = await asking();
    const seen = await (await browse(next.address, jar)).text();
    assert.doesNotMatch(seen, /name="password"/);
    assert.equal((await decide(next.address, { authorized: 'false' }, jar)).status, 200);
    assert.equal((await poll(next.asked)).body['error'], 'access_denied');
  });

  it('is decided by nobody else, at no address that was made elsewhere, and by the form of this site', async () => {
    const { asked, address } = await asking();
    assert.equal((await decide(address, { loginId: 'jane', password })).status, 400);
    assert.equal((await decide(address, {})).status, 400);
    assert.equal((await decide(address, john, new Map(), { origin: 'https://evil.example' })).status, 403);
    const forged = new URL(address);
    forged.searchParams.set('request', `${forged.searchParams.get('request')?.slice(0, -4)}AAAA`);
    assert.equal((await browse(forged.href, new Map())).status, 400);
    assert.equal((await decide(forged.href, john)).status, 400);
    assert.equal((await poll(asked)).body['error'], 'authorization_pending');
  });

  it('finds its person by name or mail address, and refuses what it cannot show or reach', async () => {
    const { told } = await asking({ login_hint: 'john@users.example' });
    assert.equal(told['sub'], '1001');
    const bySubject = await asking({ login_hint: '1002' });
    assert.equal(bySubject.told['sub'], '1002');
    const nobody = await ask({ login_hint: 'nobody' });
    assert.deepEqual([nobody.status, nobody.body['error']], [400, 'unknown_user_id']);
    const high = await ask({ acr_values: '2' });
    assert.deepEqual([high.status, high.body['error']], [403, 'access_denied']);
  });

  it('is put before one person ten times in ten minutes — security.md L-8', async () => {
    const statuses: number[] = [];
    for (let left = 11; left > 0; left--) statuses.push((await ask({ login_hint: 'max' })).status);
    assert.deepEqual(statuses, [...Array(10).fill(200), 429]);
  });
});

describe('what programs are told — advanced.md CIB-7', () => {
  const message = { url: 'https://app.example/told', authorization: 'Bearer t', body: '{"auth_req_id":"r"}' };
  const told = async (statuses: readonly number[]) => {
    const [sent, waits, causes]: [string[], number[], string[]] = [[], [], []];
    const left = [...statuses];
    const tell = createTell({
      outbound: async ({ body, headers }) => {
        sent.push(`${headers['authorization']} ${body}`);
        const status = left.shift() ?? 500;
        const result = status === 204 ? 'success' : 'error';
        return { kind: 'answered', result, status, headers: {}, body: new Uint8Array() };
      },
      wait: async (seconds) => void waits.push(seconds),
      onFailure: (cause) => causes.push(cause),
    });
    tell(message);
    await new Promise((resolve) => setImmediate(resolve));
    return { sent, waits, causes };
  };

  it('is sent until it is taken, three times at most', async () => {
    const line = 'Bearer t {"auth_req_id":"r"}';
    assert.deepEqual(await told([204]), { sent: [line], waits: [], causes: [] });
    assert.deepEqual(await told([500, 204]), { sent: [line, line], waits: [10], causes: [] });
    const failed = { sent: [line, line, line], waits: [10, 60], causes: ['it answered 503'] };
    assert.deepEqual(await told([500, 500, 503]), failed);
  });
});
