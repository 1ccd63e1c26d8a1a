import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reply } from '@grantor/protocol';
import { exampleClient, examplePublicClient } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, type World } from '../support.ts';
import { byClient, present, proof, signInBound } from './support.ts';

const demanding = (): World => createWorld({ policy: { dpop: { proofMaxAge: 300, nonceRequired: true } } });
const nonceOf = ({ headers }: Reply): string => headers['dpop-nonce'] ?? assert.fail('no nonce');

describe('a nonce in proofs', () => {
  it('is asked for and told where the server demands it — advanced.md DPO-5, RFC 9449 §8', async () => {
    const world = demanding();
    const asked = await byClient(world, proof(world));
    expectError(asked, 400, 'use_dpop_nonce');
    assert.match(nonceOf(asked), /^[A-Za-z0-9_-]+$/);
    const answered = await byClient(world, proof(world, { claims: { nonce: nonceOf(asked) } }));
    expectOk(answered);
    assert.equal(answered.headers['dpop-nonce'], undefined);
    expectError(await byClient(world, proof(world, { claims: { nonce: 'made up' } })), 400, 'use_dpop_nonce');
    assert.deepEqual(world.limits.spent, [], 'who could not know it pays nothing');
  });

  it('is good for its five minutes and the next, and a new one rides along then — RFC 9449 §8.2', async () => {
    const world = demanding();
    const claims = { nonce: nonceOf(await byClient(world, proof(world))) };
    world.clock.advance(300);
    const late = await byClient(world, proof(world, { claims }));
    expectOk(late);
    assert.notEqual(nonceOf(late), claims.nonce);
    world.clock.advance(300);
    expectError(await byClient(world, proof(world, { claims })), 400, 'use_dpop_nonce');
  });

  it('is asked for at our resources too, as they answer — RFC 9449 §9', async () => {
    const world = createWorld({
      seed: { clients: [exampleClient(), examplePublicClient({ dpopNonceRequired: true })] },
    });
    const nonce = world.ports.secrets.dpopNonces.issue(Math.floor(world.clock.now() / 1000) as never);
    const { access_token: token } = await signInBound(world, { claims: { nonce } });
    const asked = await present(world, token);
    expectError(asked, 401, 'use_dpop_nonce');
    assert.match(asked.headers['www-authenticate'] ?? '', /^DPoP error="use_dpop_nonce"/);
    expectOk(await present(world, token, { claims: { nonce: nonceOf(asked) } }));
    // Only proofs of the client that is set so
    expectOk(await byClient(world, proof(world)));
  });

  it('is not asked of a client that is set otherwise', async () => {
    const world = createWorld({
      policy: { dpop: { proofMaxAge: 300, nonceRequired: true } },
      seed: { clients: [exampleClient({ dpopNonceRequired: false })] },
    });
    expectOk(await byClient(world, proof(world)));
  });
});
