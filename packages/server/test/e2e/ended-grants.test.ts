/** A grant that its client ends: what introspection, userinfo and a service with the toolkit say of its tokens from then on. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { protect } from '@grantor/resource/fetch';
import { atGrant, createGrant, type Grant } from '../races/managed-grants.ts';
import { fixtures, isActive, type Person, post, redemption, secret, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const resource = 'https://files.example/v1';

describe('a grant that is ended — advanced.md GMT-9', () => {
  let server: TestServer;
  let person: Person;
  before(async () => {
    const resources = [{ resource, scopes: [{ name: 'read' }] }];
    server = await startTestServer({ bootstrap: { ...fixtures, resources } });
    person = await signIn(server.origin);
  });
  after(() => server.stop());

  const service = () => {
    const introspection = { clientId: 'web', clientSecret: secret, tokens: 'always' } as const;
    const issuers = [{ issuer: server.origin, introspection }];
    return protect({ resource, scopes: ['read'], issuers }, () => new Response('open'));
  };

  /** A grant with a token for the service. */
  async function granted(): Promise<Grant> {
    const asked = { grant_management_action: 'create', resource };
    const code = await person.code(server.origin, 'openid read offline_access', asked);
    const { body } = await post(server.origin, '/oauth/token', redemption(code));
    return {
      id: String(body['grant_id']),
      refreshToken: String(body['refresh_token']),
      accessToken: String(body['access_token']),
    };
  }

  it('kills the tokens at the service that asks about each, the moment it is ended', async () => {
    const opened = service();
    const call = async ({ accessToken }: Grant): Promise<number> => {
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await opened(new Request(`${resource}/a`, { headers }))).status;
    };
    const [ended, other] = [await granted(), await granted()];
    assert.equal(await call(ended), 200);
    assert.equal(await call(other), 200);
    assert.equal(await atGrant(server.origin, ended, 'DELETE'), 204);
    assert.equal(await call(ended), 401);
    assert.equal(await call(other), 200);
    assert.equal(await isActive(server.origin, ended.accessToken), false);
    assert.equal(await isActive(server.origin, ended.refreshToken), false);
  });

  it('kills them at userinfo and introspection, the moment it is ended', async () => {
    const grant = await createGrant(person, server.origin);
    const userinfo = async (): Promise<number> =>
      (
        await fetch(`${server.origin}/oauth/userinfo`, {
          headers: { authorization: `Bearer ${grant.accessToken}` },
        })
      ).status;
    assert.equal(await userinfo(), 200);
    assert.equal(await isActive(server.origin, grant.accessToken), true);
    assert.equal(await atGrant(server.origin, grant, 'DELETE'), 204);
    assert.equal(await userinfo(), 401);
    assert.equal(await isActive(server.origin, grant.accessToken), false);
    const refresh = { grant_type: 'refresh_token', refresh_token: grant.refreshToken };
    assert.equal((await post(server.origin, '/oauth/token', refresh)).body['error'], 'invalid_grant');
  });
});
