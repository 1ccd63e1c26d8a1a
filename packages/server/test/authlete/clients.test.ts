import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callback, contentOf, type FrontEndWorld, secret, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld({ ENABLE_DYNAMIC_REGISTRATION: 'true' });
});
after(() => world.server.stop());

describe('clients in the hands of a front-end', () => {
  it('register and manage themselves — federation-vci-authlete.md §3.2 12, §3.2 13', async () => {
    const json = JSON.stringify({ client_name: 'Newcomer', redirect_uris: [callback] });
    const made = await world.call('client/registration', { json });
    assert.equal(made.body['action'], 'CREATED');
    const { client_id: clientId, registration_access_token: token } = contentOf(made);
    const client = made.body['client'] as Record<string, unknown>;
    assert.deepEqual([client['clientIdAlias'], client['clientName']], [clientId, 'Newcomer']);
    const read = await world.call('client/registration/get', { clientId, token });
    assert.deepEqual([read.body['action'], contentOf(read)['client_id']], ['OK', clientId]);
    const changed = JSON.stringify({ ...contentOf(read), client_name: 'Renamed', redirect_uris: [callback] });
    const updated = await world.call('client/registration/update', { clientId, token, json: changed });
    assert.deepEqual([updated.body['action'], contentOf(updated)['client_name']], ['UPDATED', 'Renamed']);
    const { registration_access_token: next } = contentOf(updated);
    const wrong = await world.call('client/registration/get', { clientId, token: 'wrong' });
    assert.equal(wrong.body['action'], 'UNAUTHORIZED');
    const deleted = await world.call('client/registration/delete', { clientId, token: next });
    assert.deepEqual([deleted.body['action'], deleted.body['responseContent']], ['DELETED', undefined]);
    const bad = await world.call('client/registration', { json: '{"redirect_uris":"none"}' });
    assert.equal(bad.body['action'], 'BAD_REQUEST');
    assert.match(String(contentOf(bad)['error']), /^invalid_/);
  });

  it('are found by number and by id — federation-vci-authlete.md ATL-4, §3.2 17', async () => {
    const byId = await world.call('client/get/web', undefined, { method: 'GET' });
    assert.deepEqual(
      [byId.status, byId.body['clientName'], byId.body['action']],
      [200, 'The web', undefined],
    );
    const { number } = byId.body;
    assert.ok(Number.isSafeInteger(number));
    const again = await world.call(`client/get/${number}`, undefined, { method: 'GET' });
    assert.deepEqual(again.body, byId.body);
    const digits = await world.call('client/get/4711', undefined, { method: 'GET' });
    assert.deepEqual([digits.body['number'], digits.body['clientIdAlias']], [4711, '4711']);
    const trusted = await world.call('client/get/trusted', undefined, { method: 'GET' });
    assert.deepEqual(trusted.body['attributes'], [{ key: 'first_party', value: 'true' }]);
    const unknown = await world.call('client/get/nobody', undefined, { method: 'GET' });
    assert.equal(unknown.status, 404);
    assert.match(String(unknown.body['resultCode']), /^A\d{6}$/);
  });

  it('keep what each subject granted them — federation-vci-authlete.md §3.2 18', async () => {
    const granted = async (subject: string) =>
      (await world.call('client/granted_scopes/get/web', { subject })).body['mergedGrantedScopes'];
    assert.deepEqual(await granted('1009'), []);
    await world.tokensOf('1009', { scopes: ['openid', 'read'] });
    await world.tokensOf('1009');
    assert.deepEqual([...((await granted('1009')) as string[])].sort(), ['openid', 'profile', 'read']);
    assert.deepEqual(await granted('1001'), []);
  });

  it('are listed by who allowed them, a page at a time', async () => {
    const names = ['web', 'trusted', 'stored'];
    for (const client_id of names) {
      const { parameters } = world.request({ client_id });
      const { body } = await world.call('auth/authorization', { parameters });
      await world.call('auth/authorization/issue', { ticket: body['ticket'], subject: '3007' });
    }
    const page = async (start: number, end: number) => {
      const { body } = await world.call('client/authorization/get/list', { subject: '3007', start, end });
      const clients = body['clients'] as Record<string, unknown>[];
      return [body['totalCount'], clients.map((one) => one['clientIdAlias'])];
    };
    const [total, all] = await page(0, 10);
    assert.equal(total, 3);
    assert.deepEqual((all as string[]).toSorted(), names.toSorted());
    assert.deepEqual(await page(0, 2), [3, (all as string[]).slice(0, 2)]);
    assert.deepEqual(await page(2, 4), [3, (all as string[]).slice(2)]);
    assert.deepEqual(await page(3, 5), [3, []]);
  });

  it('look at their grants, change and end them — federation-vci-authlete.md §3.2 14', async () => {
    const managed = 'openid grant_management_query grant_management_revoke';
    const redeem = async (change: Record<string, string>, subject: string) => {
      const { parameters, verifier } = world.request({ scope: managed, ...change });
      const { body: asked } = await world.call('auth/authorization', { parameters });
      const { body } = await world.call('auth/authorization/issue', { ticket: asked['ticket'], subject });
      const sent = new URL(String(body['responseContent'])).searchParams;
      const form = new URLSearchParams({
        ...{ grant_type: 'authorization_code', code: sent.get('code') ?? '', code_verifier: verifier },
        redirect_uri: callback,
      });
      const answer = await world.call('auth/token', {
        parameters: String(form),
        clientId: 'web',
        clientSecret: secret,
      });
      return { asked, error: sent.get('error'), answer };
    };
    const { asked, answer } = await redeem({ grant_management_action: 'create' }, '1001');
    assert.equal(asked['gmAction'], 'CREATE');
    const { access_token: accessToken, grant_id: grantId } = contentOf(answer);
    assert.equal(answer.body['grantId'], grantId);
    const gm = (gmAction: string, id = grantId) => world.call('gm', { gmAction, grantId: id, accessToken });
    const found = await gm('QUERY');
    assert.equal(found.body['action'], 'OK');
    assert.deepEqual(Object.keys(contentOf(found)).includes('scopes'), true);

    const merging = { grant_management_action: 'merge', grant_id: String(grantId), scope: `${managed} read` };
    const merged = await redeem(merging, '1001');
    assert.deepEqual(
      [merged.asked['gmAction'], merged.asked['grantId'], merged.asked['grantSubject']],
      ['MERGE', grantId, '1001'],
    );
    assert.equal((await redeem(merging, '1002')).error, 'invalid_grant_id', 'the grant of somebody else');

    const unknown = await gm('QUERY', 'no-such-grant');
    assert.equal(unknown.body['action'], 'NOT_FOUND');
    const revoked = await gm('REVOKE');
    assert.deepEqual([revoked.body['action'], revoked.body['responseContent']], ['NO_CONTENT', undefined]);
    const gone = await gm('QUERY');
    assert.equal(gone.body['action'], 'UNAUTHORIZED', 'its access tokens ended with it');
    assert.match(String(gone.body['responseContent']), /^Bearer /);
  });

  it('read the documents of the service — federation-vci-authlete.md §3.2 9, §3.2 10', async () => {
    const { origin } = world.server;
    const published = await (await fetch(`${origin}/.well-known/openid-configuration`)).json();
    const { body } = await world.call('service/configuration', undefined, { method: 'GET' });
    assert.deepEqual(body, published);
    const keys = await world.call('service/jwks/get?pretty=True&includePrivateKeys=true', undefined, {
      method: 'GET',
    });
    assert.deepEqual(keys.body, await (await fetch(`${origin}/jwks`)).json());
    const service = await world.call('service/get', undefined, { method: 'GET' });
    assert.deepEqual(service.body, { number: 1, serviceName: 'Grantor', issuer: origin });
  });
});
