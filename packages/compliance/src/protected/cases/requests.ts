import assert from 'node:assert/strict';
import { challengeOf, expectRefused, expectServed } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// How a token is presented, and what is said to those who have none (resource.md §2, §6).

export const requestCases: readonly ProtectedCase[] = [
  {
    name: 'a request without a token is told where to get one, and no error',
    requirements: ['RFC 6750 §3', 'RFC 9728 §5.1'],
    differs: { reference: { reason: 'the SDK names an error where there was no token', seen: /error=/ } },
    async run(t) {
      const answer = await t.service().ask();
      expectRefused(answer, 401, 'invalid_token');
      assert.match(challengeOf(answer), /^Bearer .*resource_metadata="https?:\/\/[^"]+"/);
      assert.doesNotMatch(challengeOf(answer), /error=/);
    },
  },
  {
    name: 'every method is guarded, HEAD and an OPTIONS that is no preflight included',
    requirements: ['resource.md §6 Form'],
    async run(t) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
        expectRefused(await t.service().ask({ method }), 401);
      const head = await t.service().ask({ method: 'HEAD' });
      assert.deepEqual([head.status, head.text], [401, '']);
      assert.match(challengeOf(head), /^Bearer /);
    },
  },
  {
    name: 'a preflight never gets a 401',
    requirements: ['resource.md §6 Form'],
    differs: { reference: { reason: 'the SDK leaves preflights to a middleware before it', seen: /401/ } },
    async run(t) {
      const headers = [
        ['origin', 'https://app.example'],
        ['access-control-request-method', 'POST'],
        ['access-control-request-headers', 'authorization, mcp-protocol-version'],
      ] as const;
      const answer = await t.service().ask({ method: 'OPTIONS', headers });
      assert.notEqual(answer.status, 401);
    },
  },
  {
    name: 'the scheme may be written in any case',
    requirements: ['RFC 9110 §11.1', 'RFC 6750 §2.1'],
    async run(t) {
      const token = await t.service().token();
      for (const scheme of ['bearer', 'BEARER'])
        expectServed(await t.service().ask({ headers: [['authorization', `${scheme} ${token}`]] }));
    },
  },
  {
    name: 'a token in the query is no credential, and beside the header a mistake',
    requirements: ['OAuth 2.1 §5.1', 'resource.md §2 presentation'],
    differs: {
      reference: { reason: 'the SDK does not look at the query', seen: /the service was reached|got 200/ },
    },
    async run(t) {
      const token = await t.service().token();
      const query = `?access_token=${token}`;
      expectRefused(await t.service().ask({ query }), 401);
      expectRefused(await t.service().ask({ token, query }), 400, 'invalid_request');
    },
  },
  {
    name: 'a token in the body is no credential',
    requirements: ['OAuth 2.1 §5.1', 'resource.md §2 presentation'],
    async run(t) {
      const body = `access_token=${await t.service().token()}`;
      const headers = [['content-type', 'application/x-www-form-urlencoded']] as const;
      expectRefused(await t.service().ask({ method: 'POST', headers, body }), 401);
    },
  },
  {
    name: 'a token in a form beside the header is a mistake',
    requirements: ['RFC 6750 §2', 'resource.md §2'],
    differs: {
      reference: { reason: 'the SDK does not look at the body', seen: /the service was reached|got 200/ },
    },
    async run(t) {
      const token = await t.service().token();
      const form = ['content-type', 'application/x-www-form-urlencoded; charset=UTF-8'] as const;
      const json = ['content-type', 'application/json'] as const;
      const ask = (body: string, type: typeof form | typeof json) =>
        t.service().ask({ method: 'POST', token, headers: [type], body });
      expectRefused(await ask(`a=b&access_token=${token}`, form), 400, 'invalid_request');
      expectServed(await ask('a=access_token', form));
      expectServed(await ask('{"access_token":"x"}', json));
    },
  },
  {
    name: 'another scheme is no credential, whatever it carries',
    requirements: ['RFC 6750 §3', 'resource.md §2 presentation'],
    async run(t) {
      const token = await t.service().token();
      for (const line of [`Basic ${token}`, `Token ${token}`, token, `Bearer${token}`, 'Bearer'])
        expectRefused(await t.service().ask({ headers: [['authorization', line]] }), 401);
    },
  },
  {
    name: 'two Authorization headers are a mistake, whichever token is good',
    requirements: ['RFC 6750 §2', 'resource.md §2 presentation'],
    needs: ['raw_headers'],
    differs: {
      reference: { reason: 'Node keeps the first of several', seen: /the service was reached|got 401/ },
    },
    async run(t) {
      const token = await t.service().token();
      const lines = [`Bearer ${token}`, 'Bearer other'];
      for (const pair of [lines, [...lines].reverse()]) {
        const headers = pair.map((line) => ['authorization', line] as const);
        expectRefused(await t.service().ask({ headers }), 400, 'invalid_request');
      }
    },
  },
  {
    name: 'a missing scope is a 403 that names all scopes of the operation',
    requirements: ['RFC 6750 §3.1', 'resource.md §6 scope missing', 'clients.md §12 scope in 401'],
    needs: ['scopes'],
    async run(t) {
      const service = t.service('scoped');
      const answer = await service.present({ claims: { scope: 'files:read' } });
      expectRefused(answer, 403, 'insufficient_scope');
      assert.match(challengeOf(answer), /^Bearer .*scope="files:read files:write"/);
      expectServed(await service.present());
      expectServed(await service.present({ claims: { scope: 'files:write files:read more' } }));
    },
  },
  {
    name: 'scopes may come as a list, in either claim',
    requirements: ['resource.md §2'],
    needs: ['scopes'],
    differs: { reference: { reason: 'this verification takes scopes from a text only', seen: /got 40[13]/ } },
    async run(t) {
      const service = t.service('scoped');
      for (const name of ['scope', 'scp']) {
        const claims = { scope: undefined, [name]: ['files:read', 'files:write'] };
        expectServed(await service.present({ claims }));
      }
    },
  },
];
