import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleAccount, exampleClient, exampleSession } from '../../src/testing/index.ts';
import { answerOf, flowOf, frontChannel, interactionOf, request, stepOf } from './front-channel.ts';

const member = (...groups: string[]) => exampleAccount({ claims: { groups } });

const closed = (groups: readonly string[] = ['guests']) =>
  frontChannel({
    seed: { clients: [exampleClient({ allowedGroups: ['staff', 'field'] })], accounts: [member(...groups)] },
  });

describe('a client that is not for everybody — product.md §8 who may use it', () => {
  it('shows whoever is in none of its groups that they may not use it, before any consent', async () => {
    const { ask, signedOut } = closed();
    assert.equal(stepOf(await ask(request())), 'not_a_member');
    assert.equal(stepOf(await ask(request(), signedOut)), 'login');
    assert.equal(stepOf(await ask(request({ prompt: 'select_account' }))), 'select_account');
    assert.equal(stepOf(await closed([]).ask(request())), 'not_a_member');
    assert.equal(stepOf(await closed(['field']).ask(request())), 'consent');
  });

  it('gets access_denied once the person goes back, and nothing by any other decision', async () => {
    const { ask, resume, decide, harness } = closed();
    const shown = await ask(request());
    for (const kind of ['approve', 'continue'] as const)
      assert.equal(stepOf(await resume(flowOf(shown), kind)), 'not_a_member');
    const { error, error_description: words } = answerOf(await decide(shown, 'deny'));
    assert.equal(error, 'access_denied');
    assert.equal(words, 'The person may not use this client.');
    const facts = harness.store.commits.flatMap((commit) => commit.facts.map(({ kind }) => kind));
    assert.ok(!facts.includes('code_issued') && !facts.includes('consent_given'));
  });

  it('gets access_denied at once where nobody may be asked — OpenID Connect Core §3.1.2.6', async () => {
    const { error } = answerOf(await closed().ask(request({ prompt: 'none' })));
    assert.equal(error, 'access_denied');
    assert.equal(stepOf(await closed(['staff']).ask(request({ prompt: 'none' }))), 'consent_required');
  });

  it('is closed to whom it is no more for, whatever they allowed before, and between page and click', async () => {
    const { ask, decide, harness } = closed(['staff']);
    const asked = await ask(request());
    assert.equal(interactionOf(asked).step.kind, 'consent');
    harness.store.put.account(member());
    assert.equal(stepOf(await decide(asked, 'approve')), 'not_a_member');
    harness.store.put.account(member('field'));
    assert.equal(stepOf(await decide(asked, 'approve')), 'code');
    assert.equal(stepOf(await ask(request())), 'code');
    harness.store.put.account(member());
    assert.equal(stepOf(await ask(request())), 'not_a_member');
  });

  it('takes a no for a no, on whatever page it was said', async () => {
    const { ask, decide, harness } = closed(['staff']);
    const asked = await ask(request());
    harness.store.put.account(member());
    assert.equal(answerOf(await decide(asked, 'deny'))['error'], 'access_denied');
  });

  it('is closed to an account that is there no more', async () => {
    const { ask, signedIn } = closed(['staff']);
    const session = exampleSession({ userId: 'nobody' as never });
    assert.equal(stepOf(await ask(request(), { ...signedIn, session })), 'not_a_member');
  });

  it('costs everybody else no read — operations.md E-1', async () => {
    const { ask, harness } = frontChannel();
    await ask(request());
    assert.ok(!harness.store.reads.includes('findAccount'));
  });
});
