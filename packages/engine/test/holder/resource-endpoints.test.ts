import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Reply, secondOf } from '@grantor/protocol';
import { approveCode, exampleSource, getWith, postForm } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, redeem } from '../support.ts';
import { another, holder, present, proof, signInBound, userinfoUrl } from './support.ts';

const challengeOf = ({ headers }: Reply): string => headers['www-authenticate'] ?? '';

describe('a bound token at an endpoint of ours', () => {
  it('opens it with a proof, the scheme in any case — advanced.md DPO-10, V-57', async () => {
    const world = createWorld();
    const { access_token: token } = await signInBound(world);
    for (const scheme of ['DPoP', 'dpop', 'DPOP']) {
      assert.equal(expectOk(await present(world, token, { scheme })).sub, 'user-1');
    }
    expectOk(await present(world, token, { htu: `${userinfoUrl}?a#b`, claims: { more: 1 } }));
    const tokeninfo = await world.engine.tokeninfo({
      ...getWith(null),
      source: exampleSource({ method: 'GET', path: '/oauth/tokeninfo' }),
      authorization: `DPoP ${token}`,
      dpop: proof(world, { htm: 'GET', htu: 'https://auth.example/oauth/tokeninfo', token }),
    });
    assert.equal(expectOk(tokeninfo).active, true);
  });

  it('is refused as Bearer, in a body too, and says how it has to come — RFC 9449 §7.2', async () => {
    const world = createWorld();
    const { access_token: token } = await signInBound(world);
    const asBearer = await present(world, token, { scheme: 'Bearer' });
    const inBody = await world.engine.userinfo(postForm({ access_token: token }));
    for (const reply of [asBearer, inBody]) {
      expectError(reply, 401, 'invalid_token');
      assert.match(
        challengeOf(reply),
        /^DPoP error="invalid_token", error_description="[^"]+", algs="ES256 /,
      );
    }
  });

  it('is refused without a good proof, and as often as a proof was used — advanced.md DPO-4, V-56', async () => {
    const world = createWorld();
    const { access_token: token } = await signInBound(world);
    const now = secondOf(world.ports.clock.now());
    const used = proof(world, { htm: 'GET', htu: userinfoUrl, token });
    expectOk(await present(world, token, { dpop: used }));
    const [good] = proof(world, { htm: 'GET', htu: userinfoUrl, token });
    const replies = [
      await present(world, token, { dpop: [] }),
      await present(world, token, { dpop: [good, good] }),
      await present(world, token, { dpop: used }),
      await present(world, token, { by: another }),
      await present(world, token, { token: 'of another token' }),
      await present(world, token, { token: undefined }),
      await present(world, token, { htm: 'POST' }),
      await present(world, token, { htu: 'https://auth.example/userinfo' }),
      await present(world, token, { iat: now - 3600 }),
      await present(world, token, { iat: now + 3600 }),
    ];
    for (const [index, reply] of replies.entries()) {
      expectError(reply, 401, 'invalid_dpop_proof');
      assert.match(challengeOf(reply), /^DPoP error="invalid_dpop_proof", .*algs="ES256 /, `${index}`);
    }
    for (const iat of [now - 10, now + 10]) expectOk(await present(world, token, { iat }));
  });

  it('takes one proof once, of fifty at a time — security.md R-7', async () => {
    const world = createWorld();
    const { access_token: token } = await signInBound(world);
    const dpop = proof(world, { htm: 'GET', htu: userinfoUrl, token });
    const replies = await Promise.all(Array.from({ length: 50 }, () => present(world, token, { dpop })));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  });

  it('is no other kind of token: one that is not bound never comes as DPoP — RFC 9449 §7.1', async () => {
    const world = createWorld();
    const { access_token: bearer } = expectOk(await redeem(world, await approveCode(world)));
    const reply = await present(world, bearer);
    expectError(reply, 401, 'invalid_token');
    assert.match(challengeOf(reply), /^DPoP error="invalid_token"/);
    expectOk(await world.engine.userinfo(getWith(bearer)));
  });

  it('of another key says nothing about that of this one', async () => {
    const world = createWorld();
    const { access_token: token } = await signInBound(world);
    const { access_token: theirs } = await signInBound(world, { by: another });
    expectError(await present(world, theirs, { by: holder }), 401, 'invalid_dpop_proof');
    expectOk(await present(world, theirs, { by: another }));
    expectOk(await present(world, token));
  });
});
