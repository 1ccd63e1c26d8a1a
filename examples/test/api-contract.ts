/** What the examples of a protected API do, with tokens of a Grantor that runs beside them. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/running-server.ts';
import { type StartedExample, startExampleOf } from './started-example.ts';

const clientId = 'nightly-report';
const clientSecret = 'only for this test, 32 bytes or more';

/** A client with both scopes, for itself. */
const bootstrap = {
  clients: [
    {
      client_id: clientId,
      client_name: 'Nightly report',
      client_secret: clientSecret,
      grant_types: ['client_credentials'],
      scope: 'read write',
    },
  ],
};

export function apiExample(name: string): void {
  describe(`examples/${name}`, () => {
    let grantor: TestServer;
    let example: StartedExample;
    let address: string;

    before(async () => {
      grantor = await startTestServer({ bootstrap });
      const port = await freePort();
      address = `http://localhost:${port}`;
      example = await startExampleOf(name, { PORT: String(port), ISSUER: grantor.origin });
    });

    after(async () => {
      await example.stop();
      await grantor.stop();
    });

    async function tokenFor(scope: string, resource = address): Promise<string> {
      const answer = await fetch(`${grantor.origin}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${clientId}:${encodeURIComponent(clientSecret)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
      });
      const { access_token: token } = (await answer.json()) as { readonly access_token?: string };
      assert.ok(token, `Grantor answered ${answer.status}`);
      return token;
    }

    const ask = (method: 'GET' | 'POST', path: string, token?: string): Promise<Response> =>
      fetch(`${address}${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
    const challengeOf = ({ headers }: Response): string => headers.get('www-authenticate') ?? '';

    it('tells who comes without a token where to get one — RFC 9728 §5.1', async () => {
      const refused = await ask('GET', '/me');
      const metadata = `${address}/.well-known/oauth-protected-resource`;
      assert.equal(refused.status, 401);
      assert.equal(challengeOf(refused), `Bearer scope="read", resource_metadata="${metadata}"`);
      const document = (await (await fetch(metadata)).json()) as Record<string, unknown>;
      assert.equal(document['resource'], address);
      assert.deepEqual(document['authorization_servers'], [grantor.origin]);
    });

    it('lets anybody see that it lives', async () => {
      const answer = await ask('GET', '/health');
      assert.deepEqual([answer.status, await answer.text()], [200, 'ok']);
    });

    it('tells who calls — resource.md §10 MCP and API examples', async () => {
      const answer = await ask('GET', '/me', await tokenFor('read'));
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { subject: `client:${clientId}`, clientId, scopes: ['read'] });
    });

    it('asks for one scope more to write — RFC 6750 §3.1', async () => {
      const refused = await ask('POST', '/notes', await tokenFor('read'));
      assert.equal(refused.status, 403);
      assert.match(challengeOf(refused), /^Bearer error="insufficient_scope", .*, scope="write", /);
      assert.equal(example.complaints(), '', 'a refusal is no bug');
    });

    it('writes with it, and reads too: the one implies the other — resource.md §4 Hierarchy, clients.md §12 scope hierarchy honoured', async () => {
      const token = await tokenFor('write');
      assert.equal((await ask('POST', '/notes', token)).status, 201);
      const { scopes } = (await (await ask('GET', '/me', token)).json()) as { scopes: readonly string[] };
      assert.deepEqual([...scopes].sort(), ['read', 'write']);
    });

    it('refuses a token for another service — RFC 9068 §4', async () => {
      const refused = await ask('GET', '/me', await tokenFor('read', 'http://localhost:9/other'));
      assert.equal(refused.status, 401);
      assert.match(challengeOf(refused), /^Bearer error="invalid_token"/);
    });
  });
}
