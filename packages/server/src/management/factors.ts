/** Second factors of people, one by one (product.md §5, §13 users). */

import { sha256 } from '@grantor/protocol';
import { z } from 'zod';
import { removeFactorOf } from '../administration/factors.ts';
import { noSuch } from '../http/problem.ts';
import { type Factors, readFactors } from '../store/factors.ts';
import { operation } from './operation.ts';
import { listOf, moment, momentOf, page, portionOf } from './shapes.ts';
import { assertDone, userAt } from './user-shape.ts';

const shape = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['totp', 'passkey']),
    name: z.string().optional().describe('Of a passkey.'),
    reach: z.enum(['device', 'synced']).optional().describe('Whether a passkey is held by one device.'),
    created_at: moment,
    last_used_at: moment.optional(),
  })
  .meta({ id: 'Factor' });

const list = listOf(shape).extend({
  recovery_codes_left: z.int().describe('They stand in for a factor, and are none.'),
});

/** With what names it to us, which a path could not hold. */
function named({ totp, passkeys }: Factors) {
  const used = ({ createdAt, lastUsedAt }: { createdAt: number; lastUsedAt: number | null }) => ({
    created_at: momentOf(createdAt),
    ...(lastUsedAt === null ? {} : { last_used_at: momentOf(lastUsedAt) }),
  });
  return [
    ...(totp === null
      ? []
      : [
          {
            body: { id: 'totp', kind: 'totp' as const, ...used(totp) },
            removal: { kind: 'totp' as const },
          },
        ]),
    ...passkeys.map((passkey) => ({
      body: {
        ...{ id: sha256(passkey.id), kind: 'passkey' as const, name: passkey.name, reach: passkey.reach },
        ...used(passkey),
      },
      removal: { kind: 'passkey' as const, id: passkey.id },
    })),
  ];
}

const path = '/users/{user_id}/factors';
const tag = 'users';

export const factorOperations = [
  operation({
    ...{ name: 'listUserFactors', method: 'GET', path, tag, success: 'value', problems: ['missing'] },
    summary: 'Second factors of the person',
    query: z.strictObject(page),
    answer: list,
    async run({ query, ...call }) {
      const { id } = await userAt(call);
      const factors = await readFactors(call.site.database.kysely, id);
      const shown = portionOf(named(factors), query, {
        item: ({ body }) => body,
        key: ({ body }) => `${body.created_at} ${body.id}`,
      });
      return { body: { ...shown, recovery_codes_left: factors.recoveryCodesLeft } };
    },
  }),
  operation({
    ...{ name: 'removeUserFactor', method: 'DELETE', path: `${path}/{factor_id}`, tag, success: 'nothing' },
    problems: ['missing', 'conflict'],
    summary: 'Removes one, the last one too; whoever needs one sets it up at their next sign-in',
    async run(call) {
      const { id: owner } = await userAt(call);
      const factors = await readFactors(call.site.database.kysely, owner);
      const found = named(factors).find(({ body }) => body.id === call.ids[1]);
      if (found === undefined) throw noSuch();
      const outcome = await removeFactorOf(call.site.accounts, call.actor, { owner, ...found.removal });
      assertDone(outcome === 'no_such_factor' ? 'gone' : outcome);
    },
  }),
];
