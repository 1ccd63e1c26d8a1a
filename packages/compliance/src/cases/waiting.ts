import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, integerOf } from '../wire/answer.ts';

// What every grant says that is polled until a person has decided: RFC 8628 §3.5, CIBA §11.

type Requirements = Case['requirements'];

export interface Waiting {
  /** What the client polls with, after an article. */
  readonly what: string;
  readonly needs: Case['needs'] & object;
  readonly requirements: {
    readonly pending: Requirements;
    readonly tooSoon: Requirements;
    readonly unknown: Requirements;
    readonly foreign: Requirements;
  };
  /** Another client that may poll. */
  readonly other: string;
  start(t: Conversation): Promise<Answer>;
  poll(t: Conversation, started: Answer, client?: string): Promise<Answer>;
  pollUnknown(t: Conversation): Promise<Answer>;
}

export const waitingCases = ({ what, needs, requirements, other, ...talk }: Waiting): readonly Case[] => [
  {
    name: `the first poll of ${what} is authorization_pending`,
    requirements: requirements.pending,
    needs,
    async run(t) {
      expectError(await talk.poll(t, await talk.start(t)), 400, 'authorization_pending');
    },
  },
  {
    name: `a second poll of ${what} at once is slow_down`,
    requirements: requirements.tooSoon,
    needs,
    async run(t) {
      const started = await talk.start(t);
      await talk.poll(t, started);
      expectError(await talk.poll(t, started), 400, 'slow_down');
    },
    differs: {
      reference: { reason: 'it leaves pacing to the operator', seen: /got 400 authorization_pending/ },
    },
  },
  {
    name: `who polls ${what} too soon, and then at its pace, is not slowed again`,
    requirements: requirements.tooSoon,
    needs: [...needs, 'house_rules'],
    async run(t) {
      const started = await talk.start(t);
      for (const error of ['authorization_pending', 'slow_down'])
        expectError(await talk.poll(t, started), 400, error);
      // A second less than the interval is forgiven
      await new Promise((resolve) => setTimeout(resolve, (integerOf(started, 'interval') - 1) * 1000 + 100));
      expectError(await talk.poll(t, started), 400, 'authorization_pending');
    },
  },
  {
    name: `${what} that nobody was given is invalid_grant`,
    requirements: requirements.unknown,
    needs,
    async run(t) {
      expectError(await talk.pollUnknown(t), 400, 'invalid_grant');
    },
  },
  {
    name: `${what} is polled by its own client alone`,
    requirements: requirements.foreign,
    needs,
    async run(t) {
      expectError(await talk.poll(t, await talk.start(t), other), 400, 'invalid_grant');
    },
  },
];
