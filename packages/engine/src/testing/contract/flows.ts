import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, secondOf } from '@grantor/protocol';
import type { Flow, FlowAnswer } from '../../model/flow.ts';
import type { PushedRequest } from '../../model/pushed-request.ts';
import { HOUR, later, racing, SECOND, START, type World } from './world.ts';

export function flowContract(world: World): void {
  const now = secondOf(START);

  async function started(change: Partial<Flow> = {}): Promise<Flow> {
    const client = await world.client();
    const flow: Flow = {
      hash: world.hash(),
      browser: world.hash(),
      clientId: client.id,
      parameters: 'scope=openid%20read&state=%C3%BC',
      form: 'plain',
      startedAt: now,
      expiresAt: secondOf(later(HOUR)),
      session: world.hash(),
      chosenAccount: null,
      ...change,
    };
    await world.keep([{ kind: 'flow_started', flow }]);
    return flow;
  }

  describe('pushed requests', () => {
    async function pushed(change: Partial<PushedRequest> = {}): Promise<PushedRequest> {
      const client = await world.client();
      const request: PushedRequest = {
        hash: world.hash(),
        clientId: client.id,
        parameters: 'scope=openid%20read&state=%C3%BC',
        form: 'plain',
        expiresAt: secondOf(later(60 * SECOND)),
        keptUntil: secondOf(later(HOUR)),
        ...change,
      };
      await world.keep([{ kind: 'request_pushed', request }]);
      return request;
    }

    it('are found as long as they are kept — advanced.md PAR-6', async () => {
      const request = await pushed();
      assert.deepEqual(await world.store.findPushedRequest(request.hash, request.expiresAt), request);
      assert.equal(await world.store.findPushedRequest(request.hash, request.keptUntil), null);
      assert.equal(await world.store.findPushedRequest(world.hash(), now), null);
    });

    it('keep whether they were signed, as flows do — advanced.md JAR-1', async () => {
      for (const form of ['plain', 'signed'] as const) {
        const request = await pushed({ form });
        assert.equal((await world.store.findPushedRequest(request.hash, now))?.form, form);
        const flow = await started({ form });
        assert.equal((await world.store.findFlow(flow.hash, now))?.form, form);
      }
    });

    it('are answered once, however many try — advanced.md PAR-6, security.md R-6', async () => {
      const request = await pushed();
      await world.oneWins(
        'pushed_request_answered',
        racing(() => [{ kind: 'pushed_request_answered', request: request.hash }]),
      );
      assert.equal(await world.store.findPushedRequest(request.hash, now), null);
    });
  });

  describe('flows', () => {
    it('finds a flow until it expires', async () => {
      const flow = await started();
      assert.deepEqual(await world.store.findFlow(flow.hash, now), flow);
      assert.equal(await world.store.findFlow(flow.hash, epoch(flow.expiresAt)), null);
      assert.equal(await world.store.findFlow(world.hash(), now), null);
    });

    it('gives a flow to one of twenty browsers — protocol.md AZ-7', async () => {
      const flow = await started({ session: null });
      const poster = flow.browser;
      const browsers = racing(() => world.hash());
      const winner = await world.oneWins(
        'flow_claimed',
        browsers.map((browser) => [
          { kind: 'flow_claimed', flow: flow.hash, poster, browser, session: null },
        ]),
      );
      const claimed = await world.store.findFlow(flow.hash, now);
      assert.equal(claimed?.browser, browsers[winner]);
    });

    it('does not claim what belongs to another, is over or never was', async () => {
      const poster = world.hash();
      const claim = { kind: 'flow_claimed', poster, browser: world.hash(), session: null } as const;
      const taken = await started();
      const open = await started({ browser: poster });
      await world.refuses('flow_claimed', [{ ...claim, flow: taken.hash }]);
      await world.refuses('flow_claimed', [{ ...claim, flow: open.hash }], later(2 * HOUR));
      await world.refuses('flow_claimed', [{ ...claim, flow: world.hash() }]);
    });

    it('remembers the account that was chosen, while the flow lives', async () => {
      const flow = await started();
      const account = await world.account();
      const chosen = { kind: 'account_chosen', flow: flow.hash, userId: account.id } as const;
      await world.keep([chosen]);
      assert.equal((await world.store.findFlow(flow.hash, now))?.chosenAccount, account.id);
      await world.refuses('account_chosen', [chosen], later(2 * HOUR));
    });

    it('ends a flow once, however many try', async () => {
      const flow = await started();
      await world.oneWins(
        'flow_ended',
        racing(() => [{ kind: 'flow_ended', flow: flow.hash }]),
      );
      assert.equal(await world.store.findFlow(flow.hash, now), null);
    });

    it('keeps nothing of a commit whose later guard fails', async () => {
      const flow = await started();
      const fact = { kind: 'flow_ended', flow: flow.hash } as const;
      await world.refuses('account_chosen', [
        fact,
        { kind: 'account_chosen', flow: world.hash(), userId: (await world.account()).id },
      ]);
      assert.deepEqual(await world.store.findFlow(flow.hash, now), flow);
    });

    it('keeps the answer of a flow for its moment — protocol.md IN-6', async () => {
      const flow = await started();
      const answer: FlowAnswer = {
        flow: flow.hash,
        browser: flow.browser,
        userId: (await world.account()).id,
        decision: 'approve',
        sealed: 'c2VhbGVk',
        answeredAt: START,
        expiresAt: secondOf(later(11 * SECOND)),
      };
      const end = { kind: 'flow_ended', flow: flow.hash } as const;
      await world.keep([end, { kind: 'flow_answered', answer }]);
      assert.deepEqual(await world.store.findFlowAnswer(flow.hash, now), answer);
      assert.equal(await world.store.findFlowAnswer(flow.hash, answer.expiresAt), null);
      assert.equal(await world.store.findFlowAnswer(world.hash(), now), null);
      const other = { ...answer, userId: null, decision: null, sealed: 'YW5vdGhlcg' };
      await world.refuses('flow_ended', [end, { kind: 'flow_answered', answer: other }]);
      assert.deepEqual(await world.store.findFlowAnswer(flow.hash, now), answer);
      const undecided = { ...other, flow: (await started()).hash };
      await world.keep([
        { kind: 'flow_ended', flow: undecided.flow },
        { kind: 'flow_answered', answer: undecided },
      ]);
      assert.deepEqual(await world.store.findFlowAnswer(undecided.flow, now), undecided);
    });

    it('audits a denial without storing anything', async () => {
      const { account, client } = await world.parties();
      await world.keep([{ kind: 'authorization_denied', userId: account.id, clientId: client.id }]);
    });
  });
}
