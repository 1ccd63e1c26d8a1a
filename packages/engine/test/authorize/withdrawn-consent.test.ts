import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fact } from '../../src/ports/facts.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import { exampleAccount, exampleClient } from '../../src/testing/examples/fixtures.ts';
import { exampleSource, type Harness } from '../../src/testing/harness.ts';
import { answerOf, flowOf, frontChannel, interactionOf, request, stepOf } from './front-channel.ts';

const pair = { userId: exampleAccount().id, clientId: exampleClient().id };
const withdrawn: Fact = { kind: 'consent_revoked', ...pair };

/** Lets this happen once, between the next reading of the consent and the commit that follows from it. */
function afterReading({ store, clock }: Harness, facts: readonly Fact[]): void {
  const find = store.findConsent;
  store.findConsent = async (...asked) => {
    store.findConsent = find;
    const read = await find(...asked);
    assert.ok(read);
    const kept = await store.commit({ facts, at: clock.now(), source: exampleSource() });
    assert.ok(kept.ok);
    return read;
  };
}

const scopesOf = (outcome: AuthorizeOutcome) => {
  const { step } = interactionOf(outcome);
  return step.kind === 'consent' ? step.scopes.map(({ name, known }) => [name, known]) : [];
};

/** A browser whose person has allowed what the request asks for. */
async function allowed() {
  const channel = frontChannel();
  await channel.resume(flowOf(await channel.ask(request())), 'approve');
  assert.ok(answerOf(await channel.ask(request()))['code']);
  const codes = () => channel.harness.store.snapshot().codes.size;
  return { ...channel, codes };
}

describe('a consent that is withdrawn between its reading and the code — security.md R-9', () => {
  it('is asked for again', async () => {
    const { ask, harness, codes } = await allowed();
    afterReading(harness, [withdrawn]);
    assert.equal(stepOf(await ask(request())), 'consent');
    assert.equal(codes(), 0);
  });

  it('is asked for again where less of it was given meanwhile', async () => {
    const { ask, harness, codes } = await allowed();
    const [given] = [...harness.store.snapshot().consents.values()];
    assert.ok(given);
    const terms = given.terms.filter((term) => !term.endsWith(' read'));
    harness.clock.advance(1);
    const less: Fact = {
      kind: 'consent_given',
      consent: { ...given, scope: ['openid'], terms, givenAt: harness.clock.now() },
    };
    afterReading(harness, [withdrawn, less]);
    const outcome = await ask(request());
    assert.equal(stepOf(outcome), 'consent');
    assert.deepEqual(scopesOf(outcome), [
      ['openid', true],
      ['read', false],
    ]);
    assert.equal(codes(), 0);
  });

  it('is missing to a request that may show no page', async () => {
    const { ask, harness, codes } = await allowed();
    afterReading(harness, [withdrawn]);
    assert.equal(answerOf(await ask(request({ prompt: 'none' })))['error'], 'consent_required');
    assert.equal(codes(), 0);
  });

  it('is not what a page rests on that was shown before', async () => {
    const { ask, decide, harness, codes } = await allowed();
    const shown = await ask(request({ prompt: 'consent' }));
    afterReading(harness, [withdrawn]);
    const outcome = await decide(shown, 'approve');
    assert.ok(outcome.kind === 'interact' && outcome.occasion === 'changed');
    assert.equal(codes(), 0);
    assert.ok(answerOf(await decide(outcome, 'approve'))['code']);
    assert.ok(await harness.store.findConsent(pair.userId, pair.clientId));
  });

  it('ends the sign-in where even the second look is overtaken', async () => {
    const { ask, harness, codes } = await allowed();
    const { store } = harness;
    const found = await store.findConsent(pair.userId, pair.clientId);
    store.findConsent = async () => found;
    await store.commit({ facts: [withdrawn], at: harness.clock.now(), source: exampleSource() });
    assert.equal((await ask(request())).kind, 'refuse');
    assert.equal(codes(), 0);
  });
});
