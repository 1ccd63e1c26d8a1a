import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { jwkThumbprint, type PublicJwk, secondOf, sha256 } from '@grantor/protocol';
import { createWorld, json, signIn, type World } from '../support.ts';
import { ask, originalAt } from './support.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicJwk = (publicKey: KeyObject): PublicJwk => publicKey.export({ format: 'jwk' }) as PublicJwk;
const jkt = jwkThumbprint(publicJwk(key.publicKey));
const url = 'https://app.example/files?x=y';
const original = originalAt(url, { method: 'PUT' });

let world: World;
let token: string;
const bound = (cnf: object): Promise<string> =>
  world.ports.keys.sign({
    use: 'access_token',
    alg: null,
    typ: 'at+jwt',
    claims: { ...JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()), cnf },
    now: secondOf(world.ports.clock.now()),
  });

before(async () => {
  world = createWorld();
  token = (await signIn(world)).access_token;
});

let proofs = 0;
type Change = { readonly claims?: object; readonly header?: object; readonly holder?: typeof key };

function proofFor(value: string, { claims = {}, header = {}, holder = key }: Change = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const head = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk(holder.publicKey), ...header };
  const iat = secondOf(world.ports.clock.now());
  const body = {
    jti: `proof-${proofs++}`,
    htm: 'PUT',
    htu: 'https://app.example/files',
    iat,
    ath: sha256(value),
    ...claims,
  };
  const input = `${encode(head)}.${encode(body)}`;
  const seal = sign('sha256', Buffer.from(input), { key: holder.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${seal.toString('base64url')}`;
}

const present = (value: string, dpop: string | readonly string[] | undefined, change: object = {}) =>
  ask(world, { authorization: `DPoP ${value}`, dpop: [dpop ?? []].flat(), original, ...change });

describe('a token bound to a key', () => {
  it('passes with a proof for the original method and address — RFC 9449 §7.1, advanced.md DPO-10', async () => {
    const value = await bound({ jkt });
    const { kind, reply } = await present(value, proofFor(value));
    assert.equal(kind, 'allowed', JSON.stringify(reply));
    assert.equal(reply.headers['x-user-id'], 'user-1');
  });

  it('is refused without a proof, or with one that is not for this — security.md X-4', async () => {
    const value = await bound({ jkt });
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const proof = proofFor(value);
    const wrong = [
      undefined,
      'x',
      [proof, proof],
      `${proof}, ${proof}`,
      proofFor(value, { claims: { htm: 'GET' } }),
      proofFor(value, { claims: { htu: 'https://auth.example/verify' } }),
      proofFor(value, { claims: { htu: 'https://app.example/other' } }),
      proofFor(value, { claims: { ath: sha256('another') } }),
      proofFor(value, { claims: { iat: secondOf(world.ports.clock.now()) - 301 } }),
      proofFor(value, { header: { typ: 'jwt' } }),
      proofFor(value, { holder: other }),
    ];
    for (const [index, dpop] of wrong.entries()) {
      const { kind, reply } = await present(value, dpop);
      assert.equal(kind, 'refused', `${index}`);
      assert.equal(reply.status, 401);
      assert.equal(json(reply).error, 'invalid_dpop_proof');
      assert.match(
        reply.headers['www-authenticate'] ?? '',
        /^DPoP error="invalid_dpop_proof", error_description="[^"]+", algs="ES256 [^"]+"$/,
      );
    }
    for (const unknown of [{ original: null }, { original: originalAt(url, { method: null }) }])
      assert.equal((await present(value, proofFor(value), unknown)).reply.status, 401);
  });

  it('needs a new proof each time — security.md R-7', async () => {
    const value = await bound({ jkt });
    const proof = proofFor(value);
    const answers = await Promise.all(Array.from({ length: 10 }, () => present(value, proof)));
    assert.equal(answers.filter(({ kind }) => kind === 'allowed').length, 1);
  });

  it('never passes under another scheme, nor an unbound one under this — RFC 9449 §7.1', async () => {
    const value = await bound({ jkt });
    const dpop = [proofFor(value)];
    assert.equal((await ask(world, { token: value, dpop, original })).reply.status, 401);
    const { reply } = await present(token, proofFor(token));
    assert.equal(reply.status, 401);
    assert.match(reply.headers['www-authenticate'] ?? '', /^DPoP error="invalid_token", .*algs="/);
  });

  it('is refused when it is bound to more, or to something else — RFC 7800 §3', async () => {
    for (const cnf of [{ jkt, 'x5t#S256': 'a' }, { 'x5t#S256': 'a' }, { jwk: {} }, { jkt, other: 1 }, {}]) {
      const value = await bound(cnf);
      assert.equal((await present(value, proofFor(value))).reply.status, 401, JSON.stringify(cnf));
    }
  });

  it('needs a nonce of ours where proofs do, and gets the next one along — RFC 9449 §9, advanced.md DPO-5', async () => {
    const usual = world;
    world = createWorld({ policy: { dpop: { proofMaxAge: 300, nonceRequired: true } } });
    try {
      token = (await signIn(world)).access_token;
      const value = await bound({ jkt });
      const asked = await present(value, proofFor(value));
      assert.equal(asked.reply.status, 401);
      assert.match(asked.reply.headers['www-authenticate'] ?? '', /^DPoP error="use_dpop_nonce"/);
      const nonce = asked.reply.headers['dpop-nonce'] ?? assert.fail('no nonce');
      const answered = await present(value, proofFor(value, { claims: { nonce } }));
      assert.equal(answered.kind, 'allowed');
      assert.equal(answered.reply.headers['dpop-nonce'], undefined);
      world.clock.advance(300);
      const late = await present(value, proofFor(value, { claims: { nonce } }));
      assert.equal(late.kind, 'allowed');
      assert.notEqual(late.reply.headers['dpop-nonce'] ?? nonce, nonce);
      const wrong = await present(value, proofFor(value, { claims: { nonce: 'made up' } }));
      assert.equal(json(wrong.reply).error, 'use_dpop_nonce');
    } finally {
      world = usual;
      token = (await signIn(world)).access_token;
    }
  });
});
