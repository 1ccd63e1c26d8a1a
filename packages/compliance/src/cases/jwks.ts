import assert from 'node:assert/strict';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

async function keysOf(t: Conversation): Promise<readonly JWK[]> {
  const answer = await send(t.endpoint('jwks_uri'));
  expectStatus(answer, 200);
  const { keys } = answer.json;
  assert.ok(Array.isArray(keys) && keys.length > 0, 'no keys');
  return keys;
}

export const jwksCases: readonly Case[] = [
  {
    name: 'the key set is a JWK Set with at least one key',
    requirements: ['RFC 7517 §5', 'RFC 7517 §4', 'Discovery §3'],
    async run(t) {
      for (const key of await keysOf(t)) assert.equal(typeof key.kty, 'string');
    },
  },
  {
    name: 'the key set holds public members only',
    requirements: ['protocol.md JW-1', 'Discovery §3', 'RFC 7517 §9.2'],
    async run(t) {
      for (const key of await keysOf(t)) {
        assert.notEqual(key.kty, 'oct');
        assert.deepEqual(
          PRIVATE_MEMBERS.filter((member) => member in key),
          [],
        );
      }
    },
  },
  {
    name: 'every key names its use, algorithm and a distinct kid',
    requirements: ['protocol.md JW-1', 'RFC 7517 §4.5', 'Core §10.1', 'advanced.md V-9'],
    async run(t) {
      const keys = await keysOf(t);
      for (const key of keys) {
        assert.ok(['sig', 'enc'].includes(String(key.use)));
        assert.ok(key.alg);
        assert.ok(key.kid);
      }
      assert.equal(new Set(keys.map((key) => key.kid)).size, keys.length);
    },
  },
  {
    name: 'every kid is the RFC 7638 thumbprint of its key',
    requirements: ['protocol.md JW-1'],
    async run(t) {
      for (const key of await keysOf(t)) assert.equal(key.kid, await calculateJwkThumbprint(key));
    },
  },
  {
    name: 'the key set has the media type of JWK Sets',
    requirements: ['RFC 7517 §8.5', 'protocol.md JW-1'],
    async run(t) {
      expectHeader(await send(t.endpoint('jwks_uri')), 'content-type', /^application\/jwk-set\+json\b/);
    },
  },
  {
    name: 'the key set may be cached for five minutes and has a validator',
    requirements: ['protocol.md JW-1'],
    needs: ['house_rules'],
    async run(t) {
      const answer = await send(t.endpoint('jwks_uri'));
      expectHeader(answer, 'cache-control', /public, max-age=300/);
      expectHeader(answer, 'etag', /./);
    },
  },
  {
    name: 'an ID token is signed by a published key it names',
    requirements: ['Core §10.1', 'Core §3.1.3.7', 'Core §15.1'],
    async run(t) {
      const answer = await t.tokens();
      const { header } = await t.verify(stringOf(answer, 'id_token'), 'web');
      assert.equal(header['alg'], 'RS256');
      assert.ok((await keysOf(t)).some((key) => key.kid === header['kid']));
    },
  },
];
