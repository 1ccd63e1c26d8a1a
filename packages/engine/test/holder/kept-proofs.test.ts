import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examplePublicClient } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, type World } from '../support.ts';
import { present, proof, refreshWith, signInBound } from './support.ts';

const strangers = (source: 'dynamic' | 'administrator' = 'dynamic'): World =>
  createWorld({ seed: { clients: [examplePublicClient({ source })] } });

const spentOf = (world: World): number => world.limits.spent.filter((name) => name === 'default -').length;
const keptBy = ({ store }: World): number =>
  store.commits.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'dpop_proof_seen').length;

describe('a DPoP proof of a client that registered itself, kept for nothing else — security.md L-8', () => {
  it('counts against whoever sends it, at an endpoint that answers all the same', async () => {
    const world = strangers();
    const { access_token: token } = await signInBound(world);
    assert.equal(spentOf(world), 0);
    expectOk(await present(world, token));
    expectOk(await present(world, token));
    assert.equal(spentOf(world), 2);
    const kept = keptBy(world);
    world.limits.budget = 1; // for the toll of the endpoint itself
    expectError(await present(world, token), 429, 'rate_limit_exceeded');
    assert.equal(keptBy(world), kept);
  });

  it('counts where an answer is given again — protocol.md RF-3', async () => {
    const world = strangers();
    const { refresh_token: first } = await signInBound(world);
    expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(spentOf(world), 0);
    expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(spentOf(world), 1);
  });

  it('costs nothing where an administrator answers for the client', async () => {
    const world = strangers('administrator');
    const { access_token: token, refresh_token: first } = await signInBound(world);
    expectOk(await present(world, token));
    for (let times = 0; times < 2; times += 1)
      expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(spentOf(world), 0);
  });
});
