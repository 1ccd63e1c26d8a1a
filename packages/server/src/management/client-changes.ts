/** What owners of apps want of them, and who decides (product.md O-2). */

import { z } from 'zod';
import { changedClient, changeName, decideChange } from '../administration/apps.ts';
import { membersOf } from '../administration/description.ts';
import { noSuch } from '../http/problem.ts';
import { answerOf, assertDone, clientAt, clientShape, targetOf } from './client-shape.ts';
import { operation } from './operation.ts';
import { moment, momentOf } from './shapes.ts';

const changeShape = z
  .strictObject({
    id: z.string().describe('Names this very change: what is decided about.'),
    submitted_at: moment,
    submitted_by: z.string(),
    client: z.record(z.string(), z.unknown()).describe('The client as it would be.'),
  })
  .meta({ id: 'ClientChange' });

const one = '/clients/{client_id}';
const tag = 'clients';

const decisions = [
  ['acceptClientChange', 'accept', 'The client becomes what its owner wants'],
  ['declineClientChange', 'decline', 'The client stays as it is'],
] as const;

export const clientChangeOperations = [
  operation({
    ...{
      name: 'getClientChange',
      method: 'GET',
      path: `${one}/changes`,
      tag,
      success: 'value',
      problems: ['missing'],
    },
    summary: 'What the owner wants the client to be; 404: nothing else',
    answer: changeShape,
    async run(call) {
      const stored = await clientAt(call);
      const { pendingChange } = stored;
      if (pendingChange === null) throw noSuch();
      return {
        body: {
          id: changeName(pendingChange),
          submitted_at: momentOf(pendingChange.submittedAt),
          submitted_by: pendingChange.submittedBy,
          client: { ...membersOf(changedClient(stored)) },
        },
      };
    },
  }),
  ...decisions.map(([name, decision, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `${one}/changes/${decision}`, tag, summary, success: 'value' },
      problems: ['missing', 'conflict'],
      body: z.strictObject({ id: z.string().max(64).describe('Of the change that was read.') }),
      answer: clientShape,
      async run(call) {
        const seen = call.body.id;
        assertDone(await decideChange(call.site.clients, await targetOf(call), { decision, seen }));
        return answerOf(await clientAt(call));
      },
    }),
  ),
];
