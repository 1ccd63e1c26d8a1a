/**
 * What an administrator, or a client itself, takes away through one machine is gone at the other with the next request,
 * although nobody tells it: two processes on one PostgreSQL, without Redis (operations.md E-4, protocol.md IN-6).
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pathKey } from '../../src/console/path-key.ts';
import { robot } from '../management/world.ts';
import { approvedDevice, pollDevice } from '../races/device.ts';
import { vouchedRequest } from '../races/key-issuer.ts';
import { fixtures, hiddenFields, type Person, post, postAs, redemption, signIn } from '../races/person.ts';
import { redirectUri as ofRegistered, register, replace } from '../registration/client.ts';
import { startTwoProcesses, type TwoProcesses } from '../two-processes.ts';

/** What one request did not see may be seen by the next by chance. */
const rounds = 3;

const files = 'https://files.example';
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const scope = 'openid profile offline_access read write';

const payment = {
  ...{ type: 'payment', title: 'Pay' },
  schema: { type: 'object', additionalProperties: false, properties: { amount: { type: 'string' } } },
};
const rule = {
  ...{ id: 'gateway', client: 'web', subject_token: 'access_token', mode: 'impersonation' },
  ...{ audiences: [files], scopes: ['files:read'] },
};
const filesApi = {
  resource: files,
  access_token_lifetime: 77,
  scopes: [
    { name: 'files:read', description: 'Read' },
    { name: 'files:write', description: 'Write' },
  ],
};

const [web, ...others] = fixtures.clients;
const bootstrap = {
  ...fixtures,
  clients: [
    {
      ...web,
      grant_types: [...(web as { grant_types: string[] }).grant_types, exchange],
      scope: `${scope} files:read files:write`,
      authorization_details_types: ['payment'],
      own_resources: [files],
    },
    ...others,
    robot,
  ],
  resources: [filesApi],
  detail_types: [payment],
  exchange_rules: [rule],
};

type Members = Readonly<Record<string, unknown>>;

describe('rights that were taken away on another machine — operations.md E-4, protocol.md IN-6', () => {
  let processes: TwoProcesses;
  let here = '';
  let there = '';
  let person: Person;
  let administers = '';
  before(async () => {
    processes = await startTwoProcesses({ bootstrap });
    [here = '', there = ''] = processes.origins;
    person = await signIn(there, processes.publicOrigin);
    const { body } = await postAs(
      { authorization: `Basic ${btoa(`${robot.client_id}:${robot.client_secret}`)}` },
      `${here}/oauth/token`,
      {
        ...{ grant_type: 'client_credentials', scope: 'grantor:admin' },
        resource: `${processes.publicOrigin}/api/v1`,
      },
    );
    administers = String(body['access_token']);
  });
  after(() => processes.stop());

  /** Through the first machine. */
  const administer = async (method: string, path: string, body?: Members): Promise<void> => {
    const response = await fetch(`${here}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${administers}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const editClient = (id: string, members: Members) => administer('PATCH', `/clients/${id}`, members);
  const token = (fields: Record<string, string>) => post(there, '/oauth/token', fields);
  const tokensOf = async (more: Record<string, string> = {}, named = scope) => {
    const { status, body } = await token(redemption(await person.code(there, named, more)));
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const scopeOf = (body: Record<string, unknown>): readonly string[] => String(body['scope']).split(' ');
  const introspected = async (value: unknown) =>
    (await post(there, '/oauth/introspect', { token: String(value) })).body;
  const userinfo = async (value: unknown): Promise<number> =>
    (await fetch(`${there}/oauth/userinfo`, { headers: { authorization: `Bearer ${value}` } })).status;

  /** Whether it is so before, after something is taken away, and again when that is given back. */
  const follows = async (
    holds: () => Promise<boolean>,
    { take, give }: { readonly take: () => Promise<void>; readonly give: () => Promise<void> },
  ): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      assert.equal(await holds(), true, `before round ${round}`);
      await take();
      assert.equal(await holds(), false, `round ${round}`);
      await give();
    }
    assert.equal(await holds(), true, 'given back');
  };
  const withoutWrite = {
    take: () => editClient('web', { scope: 'openid profile offline_access read' }),
    give: () => editClient('web', { scope: `${scope} files:read files:write` }),
  };

  it('a scope of a client, at its next refresh', async () => {
    let { refresh_token: refresh } = await tokensOf();
    await follows(async () => {
      const { status, body } = await token({ grant_type: 'refresh_token', refresh_token: String(refresh) });
      assert.equal(status, 200, JSON.stringify(body));
      refresh = body['refresh_token'];
      return scopeOf(body).includes('write');
    }, withoutWrite);
  });

  it('a scope of a client, at the redemption of a code it got before', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const code = redemption(await person.code(there, scope));
      await withoutWrite.take();
      assert.equal(scopeOf((await token(code)).body).includes('write'), false, `round ${round}`);
      await withoutWrite.give();
      assert.ok(scopeOf((await token(redemption(await person.code(there, scope)))).body).includes('write'));
    }
  });

  it('a scope of a client, at introspection, and at userinfo', async () => {
    const { access_token: access } = await tokensOf();
    await follows(async () => scopeOf(await introspected(access)).includes('write'), withoutWrite);
    await follows(async () => (await userinfo(access)) === 200, {
      take: () => editClient('web', { scope: 'read write' }),
      give: withoutWrite.give,
    });
  });

  it('a scope of a device, at its next poll', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const devices = await Promise.all([approvedDevice(person, there), approvedDevice(person, there)]);
      assert.ok(
        scopeOf((await pollDevice(there, devices[0])).body).includes('read'),
        `before round ${round}`,
      );
      await editClient('device', { scope: 'openid' });
      assert.deepEqual(scopeOf((await pollDevice(there, devices[1])).body), ['openid'], `round ${round}`);
      await editClient('device', { scope: 'openid read' });
    }
  });

  it('a scope that a client has for itself, and the client', async () => {
    const asked = { grant_type: 'client_credentials', scope: 'write' };
    await follows(async () => (await token(asked)).status === 200, withoutWrite);
    await follows(async () => (await token(asked)).status === 200, {
      take: () => administer('POST', '/clients/web/deactivate'),
      give: () => administer('POST', '/clients/web/activate'),
    });
  });

  it('a scope of a resource, and the resource', async () => {
    const path = `/resources/${pathKey(files)}`;
    const named = 'openid files:read files:write';
    const { access_token: access } = await tokensOf({ resource: files }, named);
    const asked = { grant_type: 'client_credentials', scope: 'files:write', resource: files };
    const narrowed = {
      take: () => administer('PATCH', path, { scopes: filesApi.scopes.slice(0, 1) }),
      give: () => administer('PATCH', path, { scopes: filesApi.scopes }),
    };
    await follows(async () => scopeOf(await introspected(access)).includes('files:write'), narrowed);
    await follows(async () => (await token(asked)).status === 200, narrowed);
    await follows(
      async () =>
        (await token({ ...asked, scope: 'files:read' })).body['expires_in'] ===
        filesApi.access_token_lifetime,
      { take: () => administer('DELETE', path), give: () => administer('POST', '/resources', filesApi) },
    );
  });

  it('a trusted issuer, and an exchange rule', async () => {
    const vouched = async (): Promise<boolean> =>
      (await token({ ...vouchedRequest(processes.publicOrigin), scope: 'read' })).status === 200;
    const [issuer] = fixtures.trusted_issuers;
    await follows(vouched, {
      take: () => administer('DELETE', '/trusted-issuers/idp'),
      give: () => administer('POST', '/trusted-issuers', issuer),
    });
    const { access_token: subject } = await tokensOf({ resource: files }, 'openid files:read');
    const exchanged = async (): Promise<boolean> =>
      (
        await token({
          ...{ grant_type: exchange, subject_token: String(subject), resource: files },
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          scope: 'files:read',
        })
      ).status === 200;
    await follows(exchanged, {
      take: () => administer('DELETE', '/exchange-rules/gateway'),
      give: () => administer('POST', '/exchange-rules', rule),
    });
  });

  it('a type of authorization details', async () => {
    const details = JSON.stringify([{ type: 'payment', amount: '1' }]);
    const { access_token: access } = await tokensOf({ authorization_details: details });
    await follows(async () => JSON.stringify(await introspected(access)).includes('payment'), {
      take: () => administer('DELETE', `/detail-types/${pathKey('payment')}`),
      give: () => administer('POST', '/detail-types', payment),
    });
  });

  it('shows the page again when the client is another than it said — protocol.md IN-6', async () => {
    for (let round = 0; round < rounds; round += 1) {
      let told = await register(here, { client_name: 'Reading List', scope: 'openid profile' });
      const query = new URLSearchParams({
        ...{ client_id: told.client_id, redirect_uri: ofRegistered, response_type: 'code' },
        ...{ scope: 'openid profile', code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
      });
      const asked = await person.get(`/oauth/authorize?${query}`);
      const at = new URL(asked.response.headers.get('location') ?? '', there);
      const shown = await person.get(at.pathname + at.search);
      assert.match(shown.page, /Reading List/);
      told = await replace(here, told, { client_name: 'Bank', scope: 'openid profile' });
      const click = (page: string) => person.submit('/consent', { ...hiddenFields(page), action: 'approve' });
      const again = await click(shown.page);
      assert.notEqual(again.response.status, 303, `round ${round}`);
      assert.match(again.page, /Bank/);
      const granted = await click(again.page);
      assert.equal(granted.response.status, 303);
      assert.match(granted.response.headers.get('location') ?? '', /code=/);
    }
  });
});
