import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { ProtectOptions } from '../../src/index.ts';
import {
  createWorld,
  discoveryUrl,
  issuer,
  issuerDocument,
  meta,
  resource,
  signToken,
  type World,
} from '../world.ts';

export type Message = {
  readonly method?: string;
  readonly path: string;
  /** Lines in their order; a name may come twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
};

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: string };

/**
 * A service behind an adapter. It answers `/mcp` and what is below with the subject of the caller; `/mcp/write`
 * requires files:write inside; `/mcp/echo` sends the body back; `/health` is public and answers `fine`.
 */
export type Service = { send(message: Message): Promise<Answer>; close(): Promise<void> };

export type Adapter = {
  readonly name: string;
  /** Whether header lines of one name arrive as they were sent. */
  readonly lines: 'apart' | 'joined';
  readonly cors: 'on' | 'off';
  start(options: ProtectOptions): Promise<Service>;
};

/** Sends the path as it stands, over a socket. */
export function overSocket(
  port: number,
  { method = 'GET', path, headers = [], body }: Message,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(
      { port, host: '127.0.0.1', method, path, headers: ['host', 'api.example', ...headers.flat()] as never },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const told = new Headers();
          for (const [name, value] of Object.entries(response.headers)) told.set(name, String(value));
          resolve({
            status: response.statusCode ?? 0,
            headers: told,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const bearer = (token: string): readonly [string, string] => ['authorization', `Bearer ${token}`];
const preflight = [
  ['origin', 'https://app.example'],
  ['access-control-request-method', 'POST'],
  ['access-control-request-headers', 'authorization'],
] as const;

/** What every adapter does with the same service behind it. */
export function adapterContract(adapter: Adapter): void {
  describe(`the adapter for ${adapter.name}`, () => {
    let world: World;
    let service: Service;
    let token: string;
    before(async () => {
      world = createWorld();
      const { ports } = world;
      world.served.set(discoveryUrl, {
        json: {
          ...issuerDocument,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
        },
      });
      world.served.set(`${issuer}/token`, (request) => ({
        status: 400,
        headers: { 'content-type': 'application/json' },
        json: { got: Buffer.from(request.body ?? '').toString(), as: request.headers['authorization'] },
      }));
      service = await adapter.start({
        resource,
        issuer,
        scopes: ['files:read'],
        public: ['/health'],
        relay: true,
        ports,
      });
      token = await signToken();
    });
    after(() => service.close());

    it('answers 401 with the challenge to every method without a token, and never reaches the service', async () => {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        const { status, headers } = await service.send({ method, path: '/mcp' });
        assert.equal(status, 401, method);
        const challenge = `Bearer scope="files:read", resource_metadata="${meta}"`;
        assert.equal(headers.get('www-authenticate'), challenge, method);
        assert.equal(headers.get('cache-control'), 'no-store');
      }
      assert.match((await service.send({ path: '/' })).body, /invalid_token/);
    });

    it('lets a valid token through and hands on who it is — resource.md §1 …/hono, resource.md §1 …/express, resource.md §1 …/fetch, resource.md §1 …/node', async () => {
      for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
        const { status, body } = await service.send({
          path: '/mcp',
          headers: [['authorization', `${scheme} ${token}`]],
        });
        assert.deepEqual([status, body], [200, 'u1']);
      }
    });

    it('refuses tokens of another audience and a token in the query', async () => {
      const foreign = await signToken({ claims: { aud: 'https://other.example' } });
      assert.equal((await service.send({ path: '/mcp', headers: [bearer(foreign)] })).status, 401);
      assert.equal((await service.send({ path: `/mcp?access_token=${token}` })).status, 401);
      const both = await service.send({ path: `/mcp?access_token=${token}`, headers: [bearer(token)] });
      assert.equal(both.status, 400);
    });

    it('answers 400 to two Authorization headers, whatever stands in them', async () => {
      const headers = [bearer(token), bearer(token)];
      const two = await service.send({ path: '/mcp', headers });
      assert.equal(two.status, 400);
      const other = await service.send({
        path: '/mcp',
        headers: [bearer(token), ['authorization', 'Basic YTpi']],
      });
      assert.equal(other.status, adapter.lines === 'apart' ? 400 : other.status);
      assert.notEqual(other.status, 200);
    });

    it('serves the metadata without a token, below any prefix and in every form — resource.md §1 Every adapter, resource.md §5 Places', async () => {
      const paths = [
        '/.well-known/oauth-protected-resource/mcp',
        '/.well-known/oauth-protected-resource',
        '/mcp/.well-known/oauth-protected-resource',
        '/team/a/mcp/.well-known/oauth-protected-resource',
        '/team/.well-known/oauth-protected-resource/mcp',
      ];
      for (const path of paths) {
        const { status, headers, body } = await service.send({ path });
        assert.equal(status, 200, path);
        assert.equal(JSON.parse(body).resource, resource);
        assert.equal(headers.get('access-control-allow-origin'), '*');
        const head = await service.send({ method: 'HEAD', path });
        assert.deepEqual([head.status, head.body], [200, '']);
        const options = await service.send({ method: 'OPTIONS', path, headers: preflight });
        assert.equal(options.status, 204);
        assert.equal(options.headers.get('access-control-allow-headers'), 'authorization');
        const posted = await service.send({ method: 'POST', path });
        assert.equal(posted.status, 405);
      }
    });

    it('answers JSON 404 for documents that only an authorization server has', async () => {
      const { status, headers } = await service.send({ path: '/.well-known/openid-configuration' });
      assert.equal(status, 404);
      assert.match(headers.get('content-type') ?? '', /^application\/json/);
    });

    it('answers a preflight itself or leaves it to the service, and never with 401', async () => {
      const { status, headers } = await service.send({ method: 'OPTIONS', path: '/mcp', headers: preflight });
      assert.equal(status, adapter.cors === 'on' ? 204 : 200);
      assert.equal(headers.get('access-control-allow-origin'), adapter.cors === 'on' ? '*' : null);
      // An OPTIONS request that is no preflight is one like any other
      assert.equal((await service.send({ method: 'OPTIONS', path: '/mcp' })).status, 401);
    });

    it('leaves a public path open, in no other spelling', async () => {
      assert.equal((await service.send({ path: '/health' })).body, 'fine');
      for (const path of ['/health/../mcp', '/health/', '/Health', '/health/x', '//health', '/%68ealth']) {
        assert.equal((await service.send({ path })).status, 401, path);
      }
    });

    it('answers 403 with the full list of scopes where the service asks for one that is missing — resource.md §4 Step-up', async () => {
      const { status, headers, body } = await service.send({ path: '/mcp/write', headers: [bearer(token)] });
      assert.equal(status, 403);
      assert.equal(JSON.parse(body).error, 'insufficient_scope');
      assert.match(
        headers.get('www-authenticate') ?? '',
        /^Bearer error="insufficient_scope", error_description="[^"]+", scope="files:write", resource_metadata="/,
      );
      const broad = await signToken({ claims: { scope: 'files:read files:write' } });
      assert.equal((await service.send({ path: '/mcp/write', headers: [bearer(broad)] })).body, 'written');
    });

    it('hands on a body untouched, however large', async () => {
      const body = Buffer.alloc(1_000_000, 'é');
      const headers = [
        bearer(token),
        ['content-type', 'text/plain'],
        ['content-length', String(body.length)],
      ] as const;
      const answer = await service.send({ method: 'POST', path: '/mcp/echo', headers, body });
      assert.equal(answer.status, 200);
      assert.equal(answer.body.length, 500_000);
      assert.ok(answer.body === body.toString());
    });

    it('answers 400 to a token in a form beside the header, and leaves every other body whole — resource.md §2 presentation', async () => {
      const post = (type: string, body: string) =>
        service.send({
          method: 'POST',
          path: '/mcp/echo',
          headers: [bearer(token), ['content-type', type], ['content-length', String(body.length)]],
          body,
        });
      const form = 'application/x-www-form-urlencoded';
      const filling = `fill=${'x'.repeat(60_000)}`;
      for (const body of ['access_token=x', 'a=b&access_token=', `${filling}&access%5Ftoken=x`]) {
        for (const type of [form, `${form};charset=utf-8`, form.toUpperCase()]) {
          const { status, body: told } = await post(type, body);
          assert.deepEqual([status, JSON.parse(told).error], [400, 'invalid_request']);
        }
      }
      for (const [type, body] of [
        [form, 'a=access_token&access_tokens=x'],
        [form, filling],
        [form, ''],
        [form, `${filling}&${filling}&access_token=x`], // more than is looked into
        ['application/json', '{"access_token":"x"}'],
        ['text/plain', 'access_token=x'],
      ] as const) {
        const echoed = await post(type, body);
        assert.equal(echoed.status, 200);
        assert.ok(echoed.body === body, `${type} ${body.slice(0, 20)}`);
      }
    });

    it('does not look into the form of somebody without a token — resource.md §2', async () => {
      const headers = [['content-type', 'application/x-www-form-urlencoded']] as const;
      const { status } = await service.send({
        method: 'POST',
        path: '/mcp',
        headers,
        body: 'access_token=x',
      });
      assert.equal(status, 401);
    });

    it('relays, with client authentication and body as they came — resource.md §7 Relayed', async () => {
      const redirect = await service.send({ path: '/authorize?client_id=a&state=%20' });
      assert.deepEqual(
        [redirect.status, redirect.headers.get('location')],
        [302, `${issuer}/authorize?client_id=a&state=%20`],
      );
      const body = 'grant_type=refresh_token&refresh_token=r';
      const headers = [
        ['authorization', 'Basic YTpi'],
        ['content-type', 'application/x-www-form-urlencoded'],
        ['content-length', String(body.length)],
      ] as const;
      const answer = await service.send({ method: 'POST', path: '/token', headers, body });
      assert.deepEqual([answer.status, JSON.parse(answer.body)], [400, { got: body, as: 'Basic YTpi' }]);
      assert.equal((await service.send({ method: 'POST', path: '/register' })).status, 404);
      const mirror = await service.send({ path: '/.well-known/oauth-authorization-server' });
      assert.equal(JSON.parse(mirror.body).token_endpoint, `${issuer}/token`);
    });

    it('fails closed while the issuer is away — resource.md §6 unavailable', async () => {
      const away = createWorld();
      away.served.clear();
      const { ports } = away;
      const other = await adapter.start({ resource, issuer, ports });
      try {
        const { status, headers } = await other.send({ path: '/mcp', headers: [bearer(token)] });
        assert.deepEqual([status, headers.get('retry-after')], [503, '5']);
      } finally {
        await other.close();
      }
    });

    it('refuses to start with an unknown option', async () => {
      await assert.rejects(
        async () => adapter.start({ resource, issuer, isuer: issuer } as ProtectOptions),
        /isuer is not an option/,
      );
    });
  });
}
