/** What the toolkit adds to the verification of a token, or takes away from it, without any network. */

import { generateKeyPairSync } from 'node:crypto';
import { createGuard, type GuardRequest, type Ports, platformPorts } from '@grantor/resource';
import { jwtVerify, SignJWT } from 'jose';
import type { InProcessScenario } from './scenario.ts';

const issuer = 'https://as.example';
const resource = 'https://api.example/mcp';
const jwksUri = `${issuer}/jwks`;

/** More than a guard remembers, so that in a circle of them it never meets one it knows. */
const manyTokens = 12_000;
const sliceMilliseconds = 50;

type Judge = (token: string) => Promise<unknown>;

export const protect: InProcessScenario = {
  kind: 'in-process',
  name: 'protect',
  iteration:
    'one ES256 access token: the whole check of a guard, against bare jose.jwtVerify on the same token',
  figures: {
    'jose.jwtVerify': { unit: '/s', atMost: null },
    'unknown tokens': { unit: '/s', atMost: null },
    'known tokens': { unit: '/s', atMost: null },
    'unknown ÷ jwtVerify': { unit: '×', atMost: null, atLeast: 0.9 },
    'known ÷ jwtVerify': { unit: '×', atMost: null, atLeast: 5 },
  },
  async measure(seconds) {
    const { guarded, bare, tokens } = await prepare();
    const known = tokens.slice(0, 100);
    const rates = await takeTurns(seconds, [
      { judge: bare, tokens },
      { judge: guarded(), tokens },
      { judge: guarded(), tokens: known },
    ]);
    const [jose = Number.NaN, cold = Number.NaN, warm = Number.NaN] = rates;
    return {
      'jose.jwtVerify': jose,
      'unknown tokens': cold,
      'known tokens': warm,
      'unknown ÷ jwtVerify': cold / jose,
      'known ÷ jwtVerify': warm / jose,
    };
  },
};

async function prepare() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'ES256' };
  const now = Math.floor(platformPorts.clock());
  const sign = (index: number): Promise<string> =>
    new SignJWT({ client_id: 'client', scope: 'files:read files:write' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
      .setIssuer(issuer)
      .setAudience(resource)
      .setSubject('user')
      .setJti(`token-${index}`)
      .setIssuedAt(now)
      .setExpirationTime(now + 3600)
      .sign(privateKey);
  const tokens = await Promise.all(Array.from({ length: manyTokens }, (_, index) => sign(index)));
  const ports: Ports = {
    ...platformPorts,
    fetch: async () => ({
      status: 200,
      header: () => null,
      body: Buffer.from(JSON.stringify({ keys: [jwk] })),
    }),
  };
  const expected = { issuer, audience: resource, algorithms: ['ES256'], typ: 'at+jwt' };
  const bare: Judge = (token) => jwtVerify(token, publicKey, expected);
  return { tokens, bare, guarded: () => guardedBy(ports) };
}

/** One that rejects what the guard denies. */
function guardedBy(ports: Ports): Judge {
  const guard = createGuard({ resource, issuers: [{ issuer, jwksUri }], scopes: ['files:read'], ports });
  return async (token) => {
    const { kind } = await guard.check(requestWith(token));
    if (kind === 'denied') throw new Error('the guard denied a good token');
  };
}

const requestWith = (token: string): GuardRequest => ({
  method: 'POST',
  url: '/mcp',
  header: (name) => (name === 'authorization' ? [`Bearer ${token}`] : []),
  certificate: null,
  peer: '192.0.2.1',
});

type Contestant = { readonly judge: Judge; readonly tokens: readonly string[] };

/** Judgements per second of each, in short turns, so that a slow moment of the machine meets all of them. */
async function takeTurns(seconds: number, contestants: readonly Contestant[]): Promise<readonly number[]> {
  const totals = contestants.map(() => ({ count: 0, milliseconds: 0 }));
  const end = performance.now() + Math.max(seconds * 1000, sliceMilliseconds * contestants.length * 2);
  for (let turn = 0; performance.now() < end; turn++) {
    for (const [index, { judge, tokens }] of contestants.entries()) {
      const total = totals[index];
      if (total === undefined) continue;
      const begin = performance.now();
      let count = 0;
      for (; performance.now() - begin < sliceMilliseconds; count++) {
        await judge(tokens[(total.count + count) % tokens.length] ?? '');
      }
      // The first turn warms up
      if (turn === 0) continue;
      total.count += count;
      total.milliseconds += performance.now() - begin;
    }
  }
  return totals.map(({ count, milliseconds }) => (count * 1000) / milliseconds);
}
