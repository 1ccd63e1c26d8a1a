import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { examplePublicClient, exampleSource } from '../../src/testing/index.ts';
import { ask, originalAt } from '../forward-auth/support.ts';
import { createWorld, expectError, expectOk, type World } from '../support.ts';
import { present, proof, refreshWith, signInBound, userinfoUrl } from './support.ts';

const strangers = (source: 'dynamic' | 'administrator' = 'dynamic'): World =>
  createWorld({ seed: { clients: [examplePublicClient({ source })] } });

const spentOf = (world: World): number => world.limits.spent.filter((name) => name === 'default -').length;
const keptBy = ({ store }: World): number =>
  store.commits.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'dpop_proof_seen').length;

const service = 'https://app.example/page';
const askService = (world: World, token: string) =>
  ask(world, {
    authorization: `DPoP ${token}`,
    dpop: proof(world, { htm: 'GET', htu: service, token }),
    original: originalAt(service),
  });

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

  it('counts against the person at a guarded service, whoever asks for the service — operations.md §6 proofs at services', async () => {
    const world = strangers();
    const { access_token: token } = await signInBound(world);
    assert.equal((await askService(world, token)).kind, 'allowed');
    assert.deepEqual(world.limits.spent, ['proof user-1']);
    const kept = keptBy(world);
    world.limits.budget = 0;
    const { reply } = await askService(world, token);
    expectError(reply, 429, 'rate_limit_exceeded');
    assert.equal(keptBy(world), kept);
  });

  it('counts against the person where the program around the server asks, and is not kept for a token that is of no use', async () => {
    const world = strangers();
    const { access_token: token } = await signInBound(world);
    const check = (scopes: readonly string[]) =>
      world.engine.checkToken(token, {
        audience: world.policy.issuer,
        scopes,
        sent: {
          ...{ scheme: 'dpop', certificate: null },
          dpop: proof(world, { htm: 'GET', htu: userinfoUrl, token }),
          source: exampleSource({ method: 'GET', path: '/oauth/userinfo' }),
        },
      });
    const kept = keptBy(world);
    assert.deepEqual(await check(['other']), { kind: 'refused', fault: 'scope' });
    assert.equal(keptBy(world), kept);
    assert.equal((await check([])).kind, 'good');
    assert.deepEqual(world.limits.spent, ['proof user-1']);
  });

  it('costs nothing where an administrator answers for the client', async () => {
    const world = strangers('administrator');
    const { access_token: token, refresh_token: first } = await signInBound(world);
    expectOk(await present(world, token));
    assert.equal((await askService(world, token)).kind, 'allowed');
    for (let times = 0; times < 2; times += 1)
      expectOk(await refreshWith(world, first, { dpop: proof(world) }));
    assert.equal(spentOf(world), 0);
  });
});
