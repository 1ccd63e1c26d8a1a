import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callback, claimsOf, contentOf, type FrontEndWorld, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld();
});
after(() => world.server.stop());

const ask = async (change: Readonly<Record<string, string>> = {}) =>
  (await world.call('auth/authorization', { parameters: world.request(change).parameters })).body;

const locationOf = (body: Readonly<Record<string, unknown>>): URLSearchParams =>
  new URL(String(body['responseContent'])).searchParams;

describe('a request whose person a front-end asks', () => {
  it('waits under a ticket, and says all that there is to ask — federation-vci-authlete.md ATL-5, ATL-23, §3.2 1', async () => {
    const body = await ask({
      ...{ claims: '{"id_token":{"email":{"essential":true}},"userinfo":{"name":null}}', login_hint: 'john' },
      ...{ acr_values: '2 1', max_age: '60', ui_locales: 'de en', prompt: 'consent', display: 'popup' },
    });
    assert.match(String(body['ticket']), /^[\w-]{43}\.[\w-]{43}$/);
    const { ticket, service, client, resultCode, resultMessage, ...rest } = body;
    assert.match(String(resultMessage), new RegExp(`^\\[${resultCode}\\] `));
    assert.match(String(resultCode), /^A\d{6}$/);
    const number = (client as Record<string, number>)['number'];
    assert.ok(Number.isSafeInteger(number));
    assert.deepEqual(client, {
      ...{
        number,
        clientId: number,
        clientIdAlias: 'web',
        clientIdAliasEnabled: true,
        clientName: 'The web',
      },
      ...{
        clientType: 'CONFIDENTIAL',
        subjectType: 'PUBLIC',
        attributes: [],
        derivedSectorIdentifier: 'app.example',
        ...{ dynamicallyRegistered: false, redirectUris: [callback] },
      },
    });
    const { supportedScopes, ...named } = service as Record<string, { name: string }[]>;
    assert.deepEqual(named, {
      ...{ number: 1, serviceName: 'Grantor', issuer: world.server.origin, pkceRequired: true },
    });
    assert.ok(supportedScopes?.some(({ name }) => name === 'openid'));
    assert.deepEqual(rest, {
      ...{ action: 'INTERACTION', clientId: number, clientIdAlias: 'web', clientIdAliasUsed: true },
      scopes: [
        { name: 'openid', defaultEntry: false },
        { name: 'profile', defaultEntry: false },
      ],
      ...{ resources: [], claims: ['email'], idTokenClaims: '{"email":{"essential":true}}' },
      claimsAtUserInfo: (rest['claimsAtUserInfo'] as string[]).filter((name) => name !== ''),
      ...{ userInfoClaims: '{"name":null}', acrs: ['2', '1'], acrEssential: false, maxAge: 60 },
      ...{ loginHint: 'john', uiLocales: ['de', 'en'], display: 'POPUP' },
      ...{ prompts: ['CONSENT'], lowestPrompt: 'CONSENT' },
    });
    assert.ok((rest['claimsAtUserInfo'] as string[]).includes('family_name'));
  });

  it('leaves to the front-end whether somebody is signed in — federation-vci-authlete.md ATL-24', async () => {
    const body = await ask({ prompt: 'none' });
    assert.equal(body['action'], 'NO_INTERACTION');
    assert.deepEqual(body['prompts'], ['NONE']);
    const issued = await world.call('auth/authorization/issue', { ticket: body['ticket'], subject: '1001' });
    assert.equal(issued.body['action'], 'LOCATION');
  });

  it('is refused where its redirect URI is not known, and else answered with the error', async () => {
    const unknown = await ask({ redirect_uri: 'https://evil.example/' });
    assert.equal(unknown['action'], 'BAD_REQUEST');
    assert.equal(
      contentOf({ status: 200, body: unknown, headers: new Headers() })['error'],
      'invalid_request',
    );
    const nobody = await ask({ client_id: 'nobody' });
    assert.equal(contentOf({ status: 200, body: nobody, headers: new Headers() })['error'], 'invalid_client');
    const body = await ask({ scope: 'openid no-such-scope', code_challenge_method: 'S512' });
    assert.equal(body['action'], 'LOCATION');
    assert.equal(body['ticket'], undefined);
    const sent = locationOf(body);
    assert.deepEqual(
      [sent.get('error'), sent.get('state'), sent.get('iss')],
      ['invalid_request', 'st', world.server.origin],
    );
  });

  it('becomes a code for whoever the front-end says, once — federation-vci-authlete.md ATL-25, §3.2 2', async () => {
    const { ticket } = await ask();
    const first = await world.call('auth/authorization/issue', { ticket, subject: '1001' });
    assert.equal(first.body['action'], 'LOCATION');
    const sent = locationOf(first.body);
    assert.equal(first.body['authorizationCode'], sent.get('code'));
    assert.deepEqual([sent.get('state'), sent.get('iss')], ['st', world.server.origin]);
    for (const operation of ['issue', 'fail']) {
      const again = await world.call(`auth/authorization/${operation}`, {
        ticket,
        subject: '1001',
        reason: 'DENIED',
      });
      assert.equal(again.body['action'], 'BAD_REQUEST');
    }
  });

  it('comes to a form that submits itself where the client asked for one — federation-vci-authlete.md ATL-26', async () => {
    const { ticket } = await ask({ response_mode: 'form_post' });
    const { body } = await world.call('auth/authorization/issue', { ticket, subject: '1001' });
    assert.equal(body['action'], 'FORM');
    const page = String(body['responseContent']);
    assert.match(page, /<body onload="javascript:document\.forms\[0\]\.submit\(\)">/);
    assert.match(page, new RegExp(`action="${callback}"`));
    assert.match(page, /name="code" value="gac_/);
  });

  const reasons = [
    ...[
      ['UNKNOWN', 'server_error'],
      ['SERVER_ERROR', 'server_error'],
      ['NOT_LOGGED_IN', 'login_required'],
    ],
    ...[
      ['NOT_AUTHENTICATED', 'login_required'],
      ['MAX_AGE_NOT_SUPPORTED', 'login_required'],
    ],
    ...[
      ['EXCEEDS_MAX_AGE', 'login_required'],
      ['DIFFERENT_SUBJECT', 'login_required'],
    ],
    ...[
      ['ACR_NOT_SATISFIED', 'unmet_authentication_requirements'],
      ['DENIED', 'access_denied'],
    ],
    ...['ACCOUNT_SELECTION_REQUIRED', 'CONSENT_REQUIRED', 'INTERACTION_REQUIRED', 'INVALID_TARGET'].map(
      (name) => [name, name.toLowerCase()],
    ),
  ] as const;
  for (const [reason, error] of reasons) {
    it(`fails for ${reason} with ${error} — federation-vci-authlete.md ATL-13, §3.2 3`, async () => {
      const { ticket } = await ask();
      const { body } = await world.call('auth/authorization/fail', { ticket, reason });
      const sent = locationOf(body);
      assert.deepEqual([sent.get('error'), sent.get('state')], [error, 'st']);
      const again = await world.call('auth/authorization/fail', { ticket, reason });
      assert.equal(again.body['action'], 'BAD_REQUEST');
    });
  }

  it('says why in the words of the front-end, where they may be said', async () => {
    const said = async (description: string) => {
      const { ticket } = await ask();
      const { body } = await world.call('auth/authorization/fail', { ticket, reason: 'DENIED', description });
      return locationOf(body).get('error_description');
    };
    assert.equal(await said('Not today.'), 'Not today.');
    assert.equal(await said('"quoted"'), 'The person denied the request.');
  });

  it('is nobody’s where its client is for the members of a group — product.md §8, federation-vci-authlete.md ATL-25', async () => {
    const { ticket } = await ask({ client_id: 'members' });
    const { body } = await world.call('auth/authorization/issue', { ticket, subject: '1001' });
    assert.equal(locationOf(body).get('error'), 'access_denied');
    assert.equal(locationOf(body).get('code'), null);
  });

  it('says which claims ID tokens have of their scopes, where the client is set so — protocol.md TO-4', async () => {
    const claims = async (client_id: string) => (await ask({ client_id, scope: 'openid email' })).claims;
    assert.deepEqual(await claims('directory'), ['email', 'email_verified']);
    assert.deepEqual(await claims('web'), []);
  });

  it('grants the scopes that the front-end says, as far as the client may have them', async () => {
    const narrowed = await world.tokensOf('1001', { scopes: ['openid', 'read', 'no-such-scope'] });
    assert.equal(contentOf(narrowed)['scope'], 'openid read');
    const none = await world.tokensOf('1001', { scopes: ['read'] });
    assert.equal(contentOf(none)['id_token'], undefined);
  });

  it('puts into tokens what the front-end says of the person, never in the place of our own members', async () => {
    const authTime = Math.floor(Date.now() / 1000) - 30;
    const tokens = await world.tokensOf('1001', {
      ...{ acr: 'urn:mace:silver', authTime, sub: 'pairwise-7', sessionId: 'session-1' },
      claims: JSON.stringify({ email: 'john@front.example', iss: 'https://evil.example', exp: 1 }),
      jwtAtClaims: JSON.stringify({ tier: 'gold', sub: 'somebody' }),
    });
    const idToken = claimsOf(contentOf(tokens)['id_token']);
    assert.deepEqual(
      [idToken['sub'], idToken['acr'], idToken['auth_time'], idToken['email'], idToken['iss']],
      ['pairwise-7', 'urn:mace:silver', authTime, 'john@front.example', world.server.origin],
    );
    const accessToken = claimsOf(contentOf(tokens)['access_token']);
    assert.deepEqual([accessToken['sub'], accessToken['tier']], ['1001', 'gold']);
  });

  it('is never answered with what is known of a user of the same name here — federation-vci-authlete.md ATL-25', async () => {
    const { access_token: token } = contentOf(await world.tokensOf('1001'));
    const response = await fetch(`${world.server.origin}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.deepEqual(await response.json(), { sub: '1001' });
  });

  it('becomes no more than was asked for: details may be left out, and none may be added — federation-vci-authlete.md ATL-25', async () => {
    const details = [
      { type: 'payment', amount: '5' },
      { type: 'payment', amount: '7' },
    ];
    const asking = { authorization_details: JSON.stringify(details) };
    const answered = async (elements: object[]) => {
      const { ticket } = await ask(asking);
      const given = { ticket, subject: '1001', authorizationDetails: { elements } };
      return (await world.call('auth/authorization/issue', given)).body;
    };
    const narrower = await answered([{ type: 'payment', otherFields: '{"amount":"5"}' }]);
    assert.ok(locationOf(narrower).get('code'), JSON.stringify(narrower));
    const other = await answered([{ type: 'payment', otherFields: '{"amount":"9"}' }]);
    assert.equal(locationOf(other).get('error'), 'invalid_authorization_details');
  });

  it('is of nobody whose name is that of a client — security.md T-6', async () => {
    const { body } = await world.call('auth/authorization', { parameters: world.request().parameters });
    for (const given of [{ subject: 'client:web' }, { subject: '1001', sub: 'client:web' }]) {
      const { status } = await world.call('auth/authorization/issue', { ticket: body['ticket'], ...given });
      assert.equal(status, 400);
    }
  });

  it('keeps what the front-end notes beside the ticket — federation-vci-authlete.md §3.2 16', async () => {
    const { ticket } = await ask();
    const read = async () => (await world.call('auth/authorization/ticket/info', { ticket })).body;
    assert.deepEqual((await read())['info'], {});
    const noted = await world.call('auth/authorization/ticket/update', {
      ticket,
      info: { context: 'a note' },
    });
    assert.deepEqual([noted.body['action'], (await read())['info']], ['OK', { context: 'a note' }]);
    const lost = await world.call('auth/authorization/ticket/info', { ticket: 'no-such-ticket' });
    assert.equal(lost.body['action'], 'NOT_FOUND');
  });

  it('is no flow of a browser, whose flows are no tickets', async () => {
    const { ticket } = await ask();
    const page = await fetch(`${world.server.origin}/login?flow=${ticket}`, {
      headers: { accept: 'text/html' },
    });
    assert.equal(page.status, 400);
    const started = await fetch(`${world.server.origin}/oauth/authorize?${world.request().parameters}`, {
      redirect: 'manual',
    });
    const flow = new URL(started.headers.get('location') ?? '', world.server.origin).searchParams.get('flow');
    assert.ok(flow);
    const { body } = await world.call('auth/authorization/issue', { ticket: flow, subject: '1001' });
    assert.equal(body['action'], 'BAD_REQUEST');
  });
});
