import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, sha256, userId } from '@grantor/protocol';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import { exampleClient, exampleSession, testStart } from '../../src/testing/index.ts';
import { answerOf, flowOf, frontChannel, request, stepOf } from './front-channel.ts';

describe('a decision that is posted twice — protocol.md IN-6', () => {
  for (const decision of ['approve', 'deny'] as const) {
    it(`gets the same answer twice: ${decision}`, async () => {
      const { ask, resume, harness } = frontChannel();
      const flow = flowOf(await ask(request()));
      const first = await resume(flow, decision);
      harness.clock.advance(10);
      assert.deepEqual(await resume(flow, decision), first);
      assert.ok(harness.store.snapshot().codes.size <= 1);
    });
  }

  it('gets one answer from any number of clicks at once', async () => {
    for (const decision of ['approve', 'deny'] as const) {
      const { ask, resume, harness } = frontChannel();
      const flow = flowOf(await ask(request()));
      const answers = await Promise.all(Array.from({ length: 20 }, () => resume(flow, decision)));
      assert.equal(new Set(answers.map((outcome) => JSON.stringify(answerOf(outcome)))).size, 1);
      const ends = harness.store.commits.flatMap(({ facts }) =>
        facts.filter(({ kind }) => kind === 'flow_ended'),
      );
      assert.equal(ends.length, 1);
    }
  });

  for (const prompt of [undefined, 'consent']) {
    it(`gets it also when the first was answered while the second was being read: ${prompt ?? 'no'} prompt`, async () => {
      const { ask, decide, harness } = frontChannel();
      const shown = await ask(request({ prompt }));
      const { store } = harness.ports;
      const { findConsent } = store;
      let first: AuthorizeOutcome | null = null;
      store.findConsent = async (...pair) => {
        store.findConsent = findConsent;
        first = await decide(shown, 'approve');
        return findConsent(...pair);
      };
      assert.deepEqual(await decide(shown, 'approve'), first);
      assert.equal(harness.store.snapshot().codes.size, 1);
    });
  }

  it('stands against the other one, whichever was faster', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { ask, resume, harness } = frontChannel();
      const flow = flowOf(await ask(request()));
      const clicks = (['approve', 'deny', 'approve', 'deny'] as const).slice(round % 2);
      const outcomes = await Promise.all(clicks.map((decision) => resume(flow, decision)));
      const answers = outcomes.filter(({ kind }) => kind === 'answer').map(answerOf);
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
      assert.equal(harness.store.snapshot().codes.size, answers[0]?.['code'] === undefined ? 0 : 1);
    }
  });

  it('is over when what was kept of it cannot be opened', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    await resume(flow, 'approve');
    const { store } = harness.ports;
    const { findFlowAnswer } = store;
    store.findFlowAnswer = async (...asked) => {
      const kept = await findFlowAnswer(...asked);
      return kept === null ? null : { ...kept, sealed: kept.sealed.slice(2) };
    };
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
  });

  it('is repeated for ten seconds and no longer', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    await resume(flow, 'approve');
    harness.clock.advance(10.001);
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
    harness.clock.advance(-1);
    assert.equal(stepOf(await resume(flow, 'approve')), 'code', 'from the first answer on');
  });

  it('is not another decision, nor a look', async () => {
    const { ask, resume } = frontChannel();
    const flow = flowOf(await ask(request()));
    await resume(flow, 'approve');
    for (const other of ['deny', 'continue', null] as const)
      assert.equal((await resume(flow, other)).kind, 'refuse', String(other));
  });

  it('is answered to the same browser and person only', async () => {
    const { ask, resume, signedIn, signedOut } = frontChannel();
    const flow = flowOf(await ask(request()));
    await resume(flow, 'approve');
    const strangers = [
      { ...signedIn, browser: sha256('another browser') },
      { ...signedIn, session: exampleSession({ userId: userId('user-2') }) },
      signedOut,
    ];
    for (const stranger of strangers) assert.equal((await resume(flow, 'approve', stranger)).kind, 'refuse');
    assert.equal(stepOf(await resume(flow, 'approve')), 'code');
  });

  it('keeps the answer so that only the flow id opens it — security.md T-10', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    const { code = '' } = answerOf(await resume(flow, 'approve'));
    const stored = JSON.stringify(harness.store.snapshot().flowAnswers.get(sha256(flow)));
    assert.match(stored, /"sealed":/);
    assert.equal(stored.includes(code), false);
    assert.equal(stored.includes(flow), false);
  });

  it('may be a sign-in: the request goes on from the second as from the first', async () => {
    const { ask, resume, harness, signedIn } = frontChannel({
      seed: { clients: [exampleClient({ consent: 'skip' })] },
    });
    const flow = flowOf(await ask(request({ prompt: 'login' })));
    const fresh = (id: string) => {
      const session = exampleSession({ id: sha256(id), authTime: epoch(testStart / 1000) });
      harness.store.put.session(session);
      return { ...signedIn, session };
    };
    const first = await resume(flow, null, fresh('first click'));
    assert.equal(stepOf(first), 'code');
    harness.clock.advance(1);
    assert.deepEqual(await resume(flow, null, fresh('second click')), first);
  });
});
