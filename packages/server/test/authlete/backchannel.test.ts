import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { claimsOf, client, contentOf, oneServer, type Servers, secret, twoServers } from './world.ts';

const ciba = 'urn:openid:params:grant-type:ciba';
const grant_types = ['authorization_code', 'refresh_token', ciba];
const extra = {
  clients: [
    client('bank', { grant_types }),
    client('shop', {
      ...{ grant_types, backchannel_token_delivery_mode: 'ping' },
      backchannel_client_notification_endpoint: 'https://shop.example/told',
    }),
  ],
  environment: { ENABLE_CIBA: 'true', ENABLE_DYNAMIC_REGISTRATION: 'true' },
};
const notificationToken = 'a-token-of-the-shop-of-enough-characters';
const parallel = 50;

for (const [name, start] of [
  ['SQLite', oneServer],
  ['two processes on one PostgreSQL', twoServers],
] as const) {
  describe(`requests to people whom a front-end asks, on ${name} — federation-vci-authlete.md §3.2`, () => {
    let servers: Servers;
    before(async () => {
      servers = await start(extra);
    });
    after(() => servers.stop());

    const call = (operation: string, given: object, index = 0) => {
      const frontEnd = servers.frontEnds[index % servers.frontEnds.length];
      assert.ok(frontEnd);
      return frontEnd.call(operation, given);
    };
    const proofOf = (clientId: string) => ({ clientId, clientSecret: secret });
    const ask = async (change: Record<string, string> = {}, clientId = 'bank') => {
      const parameters = String(new URLSearchParams({ scope: 'openid read', login_hint: 'max', ...change }));
      return (await call('backchannel/authentication', { parameters, ...proofOf(clientId) })).body;
    };
    const answer = (what: string, given: object, index = 0) =>
      call(`backchannel/authentication/${what}`, given, index);
    const complete = (ticket: unknown, given: object = {}, index = 0) =>
      answer('complete', { ticket, result: 'AUTHORIZED', subject: '1003', ...given }, index);
    const poll = (auth_req_id: unknown, clientId = 'bank') =>
      call('auth/token', {
        parameters: String(new URLSearchParams({ grant_type: ciba, auth_req_id: String(auth_req_id) })),
        ...proofOf(clientId),
      });
    const issued = async (ticket: unknown) => (await answer('issue', { ticket })).body['authReqId'];

    it('are asked by whoever is found, and end in tokens about a guest', async () => {
      const asked = await ask({ binding_message: 'W4SCT', requested_expiry: '120', acr_values: '2' });
      const { action, hint, hintType, bindingMessage, requestedExpiry, deliveryMode, clientIdAlias } = asked;
      assert.deepEqual(
        [action, hint, hintType, bindingMessage, requestedExpiry, deliveryMode, clientIdAlias],
        ['USER_IDENTIFICATION', 'max', 'LOGIN_HINT', 'W4SCT', 120, 'POLL', 'bank'],
        JSON.stringify(asked),
      );
      assert.deepEqual(
        [asked['acrs'], asked['clientName'], asked['userCodeRequired']],
        [['2'], 'The bank', false],
      );
      const { ticket } = asked;
      const told = await answer('issue', { ticket });
      assert.equal(told.body['action'], 'OK', JSON.stringify(told.body));
      const { auth_req_id, expires_in, interval } = contentOf(told);
      assert.deepEqual(
        [told.body['authReqId'], expires_in, interval],
        [auth_req_id, 120, told.body['interval']],
      );
      assert.equal(contentOf(await poll(auth_req_id))['error'], 'authorization_pending');
      const done = await complete(ticket, {
        acr: '2',
        claims: '{"email":"max@there.example"}',
        scopes: ['openid'],
      });
      assert.deepEqual([done.body['action'], done.body['responseContent']], ['NO_ACTION', undefined]);
      const answered = contentOf(await poll(auth_req_id));
      const { sub, acr, email, sid } = claimsOf(answered['id_token']);
      assert.deepEqual([sub, acr, email, answered['scope']], ['1003', '2', 'max@there.example', 'openid']);
      assert.match(String(sid), /^guest\./);
      assert.equal(contentOf(await poll(auth_req_id))['error'], 'invalid_grant');
    });

    it('tell the client where it is to be told', async () => {
      const lacking = await ask({}, 'shop');
      assert.equal(lacking['action'], 'BAD_REQUEST');
      const { ticket, deliveryMode } = await ask({ client_notification_token: notificationToken }, 'shop');
      assert.equal(deliveryMode, 'PING');
      const authReqId = await issued(ticket);
      const { body } = await complete(ticket, { result: 'ACCESS_DENIED' });
      assert.deepEqual(
        [body['action'], body['clientNotificationEndpoint'], body['clientNotificationToken']],
        ['NOTIFICATION', 'https://shop.example/told', notificationToken],
      );
      assert.deepEqual(JSON.parse(String(body['responseContent'])), { auth_req_id: authReqId });
      assert.equal(contentOf(await poll(authReqId, 'shop'))['error'], 'access_denied');
    });

    it('are found by an ID token about a guest, and by no other', async () => {
      const { ticket } = await ask();
      const authReqId = await issued(ticket);
      await complete(ticket);
      const id_token_hint = String(contentOf(await poll(authReqId))['id_token']);
      const named = { scope: 'openid', id_token_hint };
      const parameters = String(new URLSearchParams(named));
      const { body } = await call('backchannel/authentication', { parameters, ...proofOf('bank') });
      assert.deepEqual(
        [body['action'], body['sub'], body['hintType']],
        ['USER_IDENTIFICATION', '1003', 'ID_TOKEN_HINT'],
      );
      const forged = String(
        new URLSearchParams({ ...named, id_token_hint: `${id_token_hint.slice(0, -4)}AAAA` }),
      );
      const refused = await call('backchannel/authentication', { parameters: forged, ...proofOf('bank') });
      assert.equal(refused.body['action'], 'BAD_REQUEST');
      // Another client's ID token names nobody to this one
      const foreign = await call('backchannel/authentication', {
        parameters: `${parameters}&client_notification_token=${notificationToken}`,
        ...proofOf('shop'),
      });
      assert.equal(foreign.body['action'], 'BAD_REQUEST');
    });

    it('are refused for each reason by its error, and then are no more', async () => {
      const reasons = [
        ['EXPIRED_LOGIN_HINT_TOKEN', 'BAD_REQUEST', 'expired_login_hint_token'],
        ['UNKNOWN_USER_ID', 'BAD_REQUEST', 'unknown_user_id'],
        ['UNAUTHORIZED_CLIENT', 'BAD_REQUEST', 'unauthorized_client'],
        ['MISSING_USER_CODE', 'BAD_REQUEST', 'missing_user_code'],
        ['INVALID_USER_CODE', 'BAD_REQUEST', 'invalid_user_code'],
        ['INVALID_BINDING_MESSAGE', 'BAD_REQUEST', 'invalid_binding_message'],
        ['INVALID_TARGET', 'BAD_REQUEST', 'invalid_target'],
        ['ACCESS_DENIED', 'FORBIDDEN', 'access_denied'],
        ['SERVER_ERROR', 'INTERNAL_SERVER_ERROR', 'server_error'],
      ] as const;
      for (const [reason, action, error] of reasons) {
        const { ticket } = await ask();
        const failed = await answer('fail', { ticket, reason });
        assert.deepEqual([failed.body['action'], contentOf(failed)['error']], [action, error]);
        assert.equal((await answer('issue', { ticket })).body['action'], 'INVALID_TICKET');
        assert.equal((await complete(ticket)).body['action'], 'SERVER_ERROR');
        assert.equal((await answer('fail', { ticket, reason })).body['action'], 'INTERNAL_SERVER_ERROR');
      }
      const { ticket } = await ask();
      const said = await answer('fail', { ticket, reason: 'ACCESS_DENIED', errorDescription: 'Not today.' });
      assert.equal(contentOf(said)['error_description'], 'Not today.');
    });

    it('are no request before the client was told, nor a ticket of the browser, nor of a device', async () => {
      const { ticket } = await ask();
      assert.equal((await complete(ticket)).body['action'], 'SERVER_ERROR');
      const first = servers.frontEnds[0];
      assert.ok(first);
      const { body } = await first.call('auth/authorization', first.request());
      assert.equal((await answer('issue', { ticket: body['ticket'] })).body['action'], 'INVALID_TICKET');
      for (const operation of ['issue', 'fail'])
        assert.equal(
          (await call(`auth/authorization/${operation}`, { ticket, subject: '1001', reason: 'DENIED' })).body[
            'action'
          ],
          'BAD_REQUEST',
        );
      assert.equal(
        (await call('device/verification', { userCode: String(ticket) })).body['action'],
        'NOT_EXIST',
      );
      const authReqId = await issued(ticket);
      assert.equal((await complete(authReqId)).body['action'], 'SERVER_ERROR');
      // Another client has nothing of it
      assert.equal(contentOf(await poll(authReqId, 'shop'))['error'], 'invalid_grant');
      assert.equal((await complete(ticket)).body['action'], 'NO_ACTION');
    });

    it('give no more than was asked for, and of that what was told alone', async () => {
      const { ticket } = await ask();
      const authReqId = await issued(ticket);
      const beyond = await complete(ticket, { scopes: ['openid', 'write'] });
      assert.equal(beyond.body['action'], 'SERVER_ERROR');
      const { body } = await call('client/update/bank', { clientName: 'Your savings' });
      assert.equal(body['clientName'], 'Your savings', JSON.stringify(body));
      assert.equal((await complete(ticket)).body['action'], 'SERVER_ERROR');
      assert.equal(contentOf(await poll(authReqId))['error'], 'access_denied');
      await call('client/update/bank', { clientName: 'The bank' });
    });

    it('are refused where a client may not ask', async () => {
      assert.equal((await ask({}, 'web'))['action'], 'BAD_REQUEST');
      const { body } = await call('backchannel/authentication', {
        parameters: 'scope=openid&login_hint=max',
        ...{ clientId: 'bank', clientSecret: 'another' },
      });
      assert.equal(body['action'], 'UNAUTHORIZED');
      assert.equal((await ask({ scope: 'read' }))['action'], 'BAD_REQUEST');
      assert.equal((await ask({ id_token_hint: 'x' }))['action'], 'BAD_REQUEST');
    });

    it('are answered once, however many answer — federation-vci-authlete.md ATL-5', async () => {
      const { ticket } = await ask();
      const answers = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          index % 2 === 0
            ? answer('issue', { ticket }, index)
            : answer('fail', { ticket, reason: 'ACCESS_DENIED' }, index),
        ),
      );
      const good = answers.filter(({ body }) => ['OK', 'FORBIDDEN'].includes(String(body['action'])));
      assert.equal(good.length, 1);
    });

    it('are decided once, for one person, however many say so', async () => {
      const { ticket } = await ask();
      const authReqId = await issued(ticket);
      const answers = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          complete(
            ticket,
            { subject: `20${index}`, result: index % 3 === 0 ? 'ACCESS_DENIED' : 'AUTHORIZED' },
            index,
          ),
        ),
      );
      const counted = answers.flatMap(({ body }, index) => (body['action'] === 'NO_ACTION' ? [index] : []));
      assert.equal(counted.length, 1);
      const [winner = 0] = counted;
      const answered = contentOf(await poll(authReqId));
      if (winner % 3 === 0) assert.equal(answered['error'], 'access_denied');
      else assert.equal(claimsOf(answered['id_token'])['sub'], `20${winner}`);
    });
  });
}
