import assert from 'node:assert/strict';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { newClientKey } from '../../wire/client-assertion.ts';
import { expectInvalidToken, expectRefused, expectServed, REACHED } from '../conversation.ts';
import { proofFor } from '../forge.ts';
import type { ProtectedCase } from '../protected-case.ts';

// How a token is presented, and what is said to those who have none (resource.md §2, §6).

const challengeOf = (answer: { headers: Headers }): string => answer.headers.get('www-authenticate') ?? '';

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
    requirements: ['resource.md §6'],
    async run(t) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
        expectRefused(await t.service().ask({ method }), 401);
      assert.equal((await t.service().ask({ method: 'HEAD' })).status, 401);
    },
  },
  {
    name: 'a preflight never gets a 401',
    requirements: ['resource.md §6'],
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
    requirements: ['OAuth 2.1 §5.1', 'resource.md §2'],
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
    name: 'two Authorization headers are a mistake, whichever token is good',
    requirements: ['RFC 6750 §2', 'resource.md §2'],
    needs: ['raw_headers'],
    differs: {
      reference: { reason: 'Node keeps the first of several', seen: /the service was reached|got/ },
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
    requirements: ['RFC 6750 §3.1', 'resource.md §6'],
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
    name: 'refusals say so in the texts of the house',
    requirements: ['resource.md §6'],
    needs: ['house_texts'],
    async run(t) {
      const service = t.service();
      const expired = await service.present({ claims: { exp: 1 } });
      assert.equal(expired.json['error_description'], 'The access token expired');
      const foreign = await service.present({ claims: { aud: 'https://other.example' } });
      assert.equal(foreign.json['error_description'], 'The access token is not valid for this resource');
      for (const { headers } of [expired, foreign]) assert.equal(headers.get('cache-control'), 'no-store');
    },
  },
  {
    name: 'a bound token comes with the proof of its holder, once',
    requirements: ['RFC 9449 §7.1', 'RFC 9449 §11.1'],
    needs: ['dpop'],
    async run(t) {
      const service = t.service('dpop');
      const holder = await newClientKey('ES256');
      const jkt = await calculateJwkThumbprint(holder.publicJwk as JWK);
      const token = await service.token({ claims: { cnf: { jkt } } });
      const proof = await proofFor(service, token, holder);
      const headers = [
        ['authorization', `DPoP ${token}`],
        ['dpop', proof],
      ] as const;
      expectServed(await service.ask({ headers }));
      const replayed = await service.ask({ headers });
      expectRefused(replayed, 401, 'invalid_dpop_proof');
      assert.match(challengeOf(replayed), /^DPoP .*algs="/);
      expectInvalidToken(await service.ask({ token }));
    },
  },
  {
    name: 'the metadata document is where the challenge says, for everybody',
    requirements: ['RFC 9728 §3.1', 'RFC 9728 §3.3'],
    needs: ['metadata'],
    async run(t) {
      const service = t.service();
      const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challengeOf(await service.ask())) ?? [];
      const document = await service.ask({ url });
      assert.equal(document.status, 200);
      assert.deepEqual(document.json['resource'], service.url);
      assert.deepEqual(document.json['authorization_servers'], [service.issuer.name]);
      assert.ok(!document.text.includes('null'));
      assert.ok(!document.text.includes(REACHED));
    },
  },
  {
    name: 'a service behind a mount prefix is found and guarded as any other',
    requirements: ['resource.md §5', 'security.md Q-3'],
    needs: ['set_ups', 'house_texts'],
    async run(t) {
      const service = t.service('mounted');
      const refused = await service.ask();
      const [, url = ''] = /resource_metadata="([^"]+)"/.exec(challengeOf(refused)) ?? [];
      assert.equal((await service.ask({ url })).json['resource'], service.url);
      expectServed(await service.present());
    },
  },
];
