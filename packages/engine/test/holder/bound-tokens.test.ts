import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import {
  approveCode,
  approveDevice,
  basic,
  exampleClient,
  examplePublicClient,
  exampleVerifier,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, createWorld, expectError, expectOk, json, redeem, webAuthorization } from '../support.ts';
import { another, byClient, holder, proof, redeemWith, refreshWith, signInBound } from './support.ts';

describe('a token request with a DPoP proof', () => {
  it('yields a token bound to the key, whatever its form — advanced.md DPO-6', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const world = createWorld({ seed: { clients: [exampleClient({ accessTokenFormat })] } });
      const answer = expectOk(await byClient(world, proof(world)));
      assert.equal(answer.token_type, 'DPoP');
      if (accessTokenFormat === 'jwt')
        assert.deepEqual(claimsOf(answer.access_token).cnf, { jkt: holder.jkt });
      const asked = postForm({ token: answer.access_token }, webAuthorization);
      const seen = json(await world.engine.introspect(asked));
      assert.deepEqual([seen.token_type, seen.cnf], ['DPoP', { jkt: holder.jkt }]);
    }
  });

  it('is not needed by anybody else, whose tokens are as they were', async () => {
    const world = createWorld();
    const answer = expectOk(await byClient(world, []));
    assert.equal(answer.token_type, 'Bearer');
    assert.equal(claimsOf(answer.access_token).cnf, undefined);
    assert.deepEqual(
      world.store.commits.flatMap(({ facts }) => facts.map(({ kind }) => kind)),
      ['client_token_issued'],
    );
  });

  it('counts once, in the commit of the grant — advanced.md DPO-4, security.md R-7', async () => {
    const world = createWorld();
    const dpop = proof(world);
    const answers = await Promise.all(Array.from({ length: 50 }, () => byClient(world, dpop)));
    const refused = answers.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 49);
    for (const reply of refused) expectError(reply, 400, 'invalid_dpop_proof');
    assert.deepEqual(
      world.store.commits[0]?.facts.map(({ kind }) => kind),
      ['dpop_proof_seen', 'client_token_issued'],
    );
    // Kept until no process takes it any more
    world.clock.advance(300);
    expectError(await byClient(world, dpop), 400, 'invalid_dpop_proof');
  });

  it('is not spent by a request that is refused for something else', async () => {
    const world = createWorld();
    const dpop = proof(world);
    expectError(await byClient(world, dpop, { scope: 'unknown' }), 400, 'invalid_scope');
    expectOk(await byClient(world, dpop));
  });

  it('is refused when it is no good one — advanced.md DPO-1, DPO-2, DPO-3', async () => {
    const world = createWorld();
    const now = secondOf(world.ports.clock.now());
    const [good] = proof(world);
    const wrong: readonly (readonly string[])[] = [
      [''],
      ['x'],
      [good, good],
      [`${good.slice(0, -3)}AAA`],
      proof(world, { htm: 'GET' }),
      proof(world, { htu: 'https://auth.example/token' }),
      proof(world, { htu: 'https://other.example/oauth/token' }),
      proof(world, { iat: now - 301 }),
      proof(world, { iat: now + 31 }),
      proof(world, { claims: { exp: now - 30 } }),
      proof(world, { claims: { nbf: now + 31 } }),
      proof(world, { claims: { jti: undefined } }),
      proof(world, { header: { typ: 'JWT' } }),
      proof(world, { header: { alg: 'none' } }),
    ];
    for (const [index, dpop] of wrong.entries()) {
      const reply = await byClient(world, dpop);
      assert.equal(json(reply).error, 'invalid_dpop_proof', `${index}`);
      assert.equal(reply.status, 400);
    }
    const fine = [
      proof(world, { iat: now - 300 }),
      proof(world, { iat: now + 30 }),
      proof(world, { htu: 'HTTPS://AUTH.example:443/oauth/token?x#y' }),
      proof(world, { claims: { exp: now + 1, nbf: now, more: 1, ath: 'of no token' } }),
    ];
    for (const dpop of fine) expectOk(await byClient(world, dpop));
  });

  it('is for the path that was called, an alias too — advanced.md DPO-2', async () => {
    const world = createWorld();
    const at = (path: string, htu: string) => {
      const dpop = proof(world, { htu });
      const form = postForm({ grant_type: 'client_credentials' }, { ...webAuthorization, dpop });
      return world.engine.token({ ...form, source: { ...form.source, path } });
    };
    expectOk(await at('/api/token', 'https://auth.example/api/token'));
    expectError(await at('/api/token', 'https://auth.example/oauth/token'), 400, 'invalid_dpop_proof');
  });

  it('is asked of a client that is to have bound tokens only — advanced.md DPO-8', async () => {
    const world = createWorld({ seed: { clients: [exampleClient({ dpopBoundAccessTokens: true })] } });
    expectError(await byClient(world, []), 400, 'invalid_dpop_proof');
    assert.equal(expectOk(await byClient(world, proof(world))).token_type, 'DPoP');
  });
});

describe('a code for the holder of a key', () => {
  it('is redeemed with a proof of that key alone — advanced.md DPO-7', async () => {
    const world = createWorld();
    const code = await approveCode(world, { dpopJkt: holder.jkt });
    expectError(await redeemWith(world, code, proof(world, { by: another })), 400, 'invalid_grant');
    expectError(await redeem(world, code), 400, 'invalid_dpop_proof');
    assert.equal(expectOk(await redeemWith(world, code, proof(world))).token_type, 'DPoP');
  });

  it('is not replayed by who has another key — protocol.md TC-2', async () => {
    const world = createWorld();
    const code = await approveCode(world, { dpopJkt: holder.jkt });
    const tokens = expectOk(await redeemWith(world, code, proof(world)));
    world.clock.advance(2);
    expectError(await redeemWith(world, code, proof(world, { by: another })), 400, 'invalid_grant');
    expectOk(await refreshWith(world, tokens.refresh_token, { dpop: proof(world) }));
  });
});

describe('a device code', () => {
  it('is redeemed for a bound token, and nothing is spent while it waits — advanced.md DPO-6', async () => {
    const world = createWorld();
    const started = expectOk(
      await world.engine.deviceAuthorization(
        postForm({ client_id: 'native', scope: 'openid offline_access' }),
      ),
    );
    const poll = (dpop: readonly string[]) =>
      world.engine.token(
        postForm(
          {
            ...{ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'native' },
            device_code: started.device_code,
          },
          { dpop },
        ),
      );
    const dpop = proof(world);
    expectError(await poll(dpop), 400, 'authorization_pending');
    await approveDevice(world, started.device_code);
    world.clock.advance(6);
    const tokens = expectOk(await poll(dpop));
    assert.equal(tokens.token_type, 'DPoP');
    expectError(await refreshWith(world, tokens.refresh_token, { dpop: [] }), 400, 'invalid_dpop_proof');
  });
});

describe('a refresh token of a public client', () => {
  it('is bound to the key of its first tokens — advanced.md DPO-9', async () => {
    const world = createWorld();
    const { refresh_token: first } = await signInBound(world);
    expectError(await refreshWith(world, first, { dpop: [] }), 400, 'invalid_dpop_proof');
    expectError(
      await refreshWith(world, first, { dpop: proof(world, { by: another }) }),
      400,
      'invalid_grant',
    );
    const second = expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(second.token_type, 'DPoP');
    // Whoever has a spent token without its key ends nothing
    world.clock.advance(61);
    expectError(
      await refreshWith(world, first, { dpop: proof(world, { by: another }) }),
      400,
      'invalid_grant',
    );
    expectOk(await refreshWith(world, second.refresh_token, { dpop: proof(world) }));
    expectError(await refreshWith(world, first, { dpop: proof(world) }), 400, 'invalid_grant');
    expectError(await refreshWith(world, second.refresh_token, { dpop: proof(world) }), 400, 'invalid_grant');
  });

  it('is bound from the first proof on that it comes with — RFC 9449 §5', async () => {
    const world = createWorld();
    const bearer = expectOk(await redeem(world, await approveCode(world)));
    const bound = expectOk(await refreshWith(world, bearer.refresh_token, { dpop: proof(world) }));
    assert.equal(bound.token_type, 'DPoP');
    expectError(await refreshWith(world, bound.refresh_token, { dpop: [] }), 400, 'invalid_dpop_proof');
  });

  it('gets the same answer within the grace for the same key, each time with a new proof — protocol.md RF-3', async () => {
    const world = createWorld();
    const { refresh_token: first } = await signInBound(world);
    const dpop = proof(world);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        refreshWith(world, first, { dpop: index === 0 ? dpop : proof(world) }),
      ),
    );
    assert.equal(new Set(answers.map((reply) => expectOk(reply).access_token)).size, 1);
    expectError(await refreshWith(world, first, { dpop }), 400, 'invalid_dpop_proof');
  });

  it('need not rotate where tokens are fixed, as it is bound — protocol.md RF-2', async () => {
    const world = createWorld({
      seed: { clients: [exampleClient(), examplePublicClient({ refreshRotation: 'fixed' })] },
    });
    const { refresh_token: first } = await signInBound(world);
    const again = expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(again.refresh_token, first);
  });
});

describe('a refresh token of a confidential client', () => {
  it('takes any key, which is that of the new access token — advanced.md DPO-9, V-58', async () => {
    const world = createWorld();
    const code = await approveCode(world, { clientId: exampleClient().id });
    const authorization = basic('web', testSecret);
    const ask = (fields: Record<string, string>, dpop: readonly string[]) =>
      world.engine.token(postForm(fields, { authorization, dpop }));
    const redeemed = await ask(
      {
        ...{ grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:8888/callback' },
        code_verifier: exampleVerifier,
      },
      proof(world),
    );
    const { refresh_token: first } = expectOk(redeemed);
    const renew = (dpop: readonly string[]) =>
      ask({ grant_type: 'refresh_token', refresh_token: first }, dpop);
    const second = expectOk(await renew(proof(world, { by: another })));
    assert.deepEqual(claimsOf(second.access_token).cnf, { jkt: another.jkt });
    // protocol.md RF-3: the answer that is kept is that of another key
    expectError(await renew(proof(world)), 400, 'invalid_grant');
    expectError(await renew([]), 400, 'invalid_grant');
    assert.equal(expectOk(await renew(proof(world, { by: another }))).access_token, second.access_token);
  });
});
