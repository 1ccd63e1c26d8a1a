/** What a front-end was told is what it has the person allow, and what nobody was asked about is not given. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callback, contentOf, type FrontEndWorld, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld({ ENABLE_DYNAMIC_REGISTRATION: 'true' });
});
after(() => world.server.stop());

type Registered = { readonly id: string; change(members: object): Promise<void> };

/** A client that registered itself, and describes itself anew. */
async function register(members: object = {}): Promise<Registered> {
  const described = { client_name: 'Newcomer', redirect_uris: [callback], scope: 'openid', ...members };
  const made = await world.call('client/registration', { json: JSON.stringify(described) });
  assert.equal(made.body['action'], 'CREATED', JSON.stringify(made.body));
  const { client_id: id, registration_access_token: token } = contentOf(made);
  return {
    id: String(id),
    async change(other) {
      const json = JSON.stringify({ ...described, client_id: id, ...other });
      const updated = await world.call('client/registration/update', { clientId: id, token, json });
      assert.equal(updated.body['action'], 'UPDATED', JSON.stringify(updated.body));
    },
  };
}

/** A request without a scope of its own, so that what is registered counts. */
async function ask({ id }: Registered, change: Readonly<Record<string, string>> = {}) {
  const parameters = new URLSearchParams(world.request({ client_id: id, ...change }).parameters);
  if (change['scope'] === undefined) parameters.delete('scope');
  return (await world.call('auth/authorization', { parameters: String(parameters) })).body;
}

async function issue(ticket: unknown, subject: string): Promise<URLSearchParams> {
  const { body } = await world.call('auth/authorization/issue', { ticket, subject });
  assert.equal(body['action'], 'LOCATION', JSON.stringify(body));
  return new URL(String(body['responseContent'])).searchParams;
}

const outcome = (sent: URLSearchParams): string => sent.get('error') ?? (sent.has('code') ? 'code' : 'none');

describe('a request that changes while a front-end asks its person — protocol.md IN-6, federation-vci-authlete.md ATL-5', () => {
  const changes = {
    'asks for more': { scope: 'openid profile email' },
    'has another name': { client_name: 'Your bank' },
    'has other terms': { tos_uri: 'https://evil.example/terms' },
  };
  for (const [what, members] of Object.entries(changes)) {
    it(`is not answered with what nobody was told of: its client ${what}`, async () => {
      const client = await register();
      const { ticket, scopes } = await ask(client);
      assert.deepEqual(scopes, [{ name: 'openid', defaultEntry: false }]);
      await client.change(members);
      assert.equal(outcome(await issue(ticket, '2001')), 'access_denied');
    });
  }

  it('is answered where what changed is nothing that anybody was told of', async () => {
    const client = await register();
    const { ticket } = await ask(client);
    await client.change({ contacts: ['somebody@app.example'] });
    assert.equal(outcome(await issue(ticket, '2002')), 'code');
  });
});

describe('a request without a page, in the hands of a front-end — protocol.md IN-3, IN-4, security.md F-10', () => {
  const silently = { prompt: 'none', scope: 'openid' };

  it('of a client that registered itself rests on what the person allowed it before', async () => {
    const client = await register();
    const first = await ask(client, silently);
    assert.equal(first['action'], 'NO_INTERACTION');
    assert.equal(outcome(await issue(first['ticket'], '2003')), 'consent_required');
    const asked = await ask(client, { scope: 'openid' });
    assert.equal(outcome(await issue(asked['ticket'], '2003')), 'code');
    const again = await ask(client, silently);
    assert.equal(outcome(await issue(again['ticket'], '2003')), 'code');
    const another = await ask(client, silently);
    assert.equal(outcome(await issue(another['ticket'], '2004')), 'consent_required');
  });

  it('gets nothing back of what the person was said to allow no more — security.md T-4', async () => {
    const client = await register({ scope: 'openid profile email' });
    const asked = await ask(client, { scope: 'openid profile email' });
    assert.equal(outcome(await issue(asked['ticket'], '2006')), 'code');
    const silent = async (scope: string) =>
      outcome(await issue((await ask(client, { prompt: 'none', scope }))['ticket'], '2006'));
    assert.equal(await silent('openid profile email'), 'code');
    const given = { subject: '2006', scopes: ['openid', 'profile'] };
    const narrowed = await world.call(`client/authorization/update/${client.id}`, given);
    assert.equal(narrowed.status, 200, JSON.stringify(narrowed.body));
    assert.equal(await silent('openid profile email'), 'consent_required');
    assert.equal(await silent('openid profile'), 'code');
  });

  it('is not taken elsewhere by it than where the person was told', async () => {
    const elsewhere = 'https://elsewhere.example/callback';
    const client = await register({ redirect_uris: [callback, elsewhere] });
    const asked = await ask(client, { scope: 'openid' });
    assert.equal(outcome(await issue(asked['ticket'], '2005')), 'code');
    const moved = await ask(client, { ...silently, redirect_uri: elsewhere });
    assert.equal(outcome(await issue(moved['ticket'], '2005')), 'consent_required');
  });

  it('has no answer but the error where anybody could pose as its client', async () => {
    const client = await register({
      ...{ token_endpoint_auth_method: 'none', application_type: 'native' },
      redirect_uris: ['http://127.0.0.1/callback'],
    });
    const body = await ask(client, { ...silently, redirect_uri: 'http://127.0.0.1:4321/callback' });
    assert.equal(body['action'], 'LOCATION', JSON.stringify(body));
    assert.equal(outcome(new URL(String(body['responseContent'])).searchParams), 'consent_required');
  });
});
