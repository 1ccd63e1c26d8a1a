/** People who want an account and wait for an administrator (mail.md M-7). */

import { secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { decideSignUp } from '../administration/sign-up.ts';
import { conflict, noSuch } from '../http/problem.ts';
import { isToBeDecided, type SignUp, signUpsToDecide } from '../store/sign-ups.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, moment, momentOf, noCursor, page, pageOf } from './shapes.ts';
import { assertKeptHere } from './user-shape.ts';

const tag = 'users';

const signUpShape = z
  .strictObject({
    id: z.string(),
    full_name: z.string(),
    email: z.string().describe('They confirmed that it is theirs.'),
    verified_at: moment,
    expires_at: moment.describe('When the request is forgotten.'),
  })
  .meta({ id: 'SignUp' });

const signUpBody = ({ hash, name, email, verified_at, expires_at }: SignUp): z.input<typeof signUpShape> => ({
  ...{ id: hash, full_name: name, email },
  verified_at: momentOf(Number(verified_at)),
  expires_at: momentOf(expires_at),
});

const keyOf = ({ verified_at, hash }: SignUp): string => `${verified_at}\n${hash}`;

function placeOf(cursor: string | undefined) {
  const key = afterOf(cursor);
  if (key === undefined) return undefined;
  const [at, hash] = key.split('\n');
  if (hash === undefined || !/^\d{1,12}$/.test(at ?? '')) throw noCursor();
  return { verified_at: Number(at), hash };
}

export const signUpOperations = [
  operation({
    ...{ name: 'listSignUps', method: 'GET', path: '/sign-ups', tag, success: 'value' },
    summary: 'People who want an account and wait for a decision, the longest first',
    query: z.strictObject(page),
    answer: listOf(signUpShape),
    async run({ site, query: { limit, cursor } }) {
      assertKeptHere(site);
      const range = { limit: limit + 1, after: placeOf(cursor) };
      const rows = await signUpsToDecide(site.database.kysely, secondOf(site.now()), range);
      return { body: pageOf(rows, limit, { item: signUpBody, key: keyOf }) };
    },
  }),
  ...(
    [
      ['approveSignUp', 'approve', 'Makes the account that was asked for'],
      ['declineSignUp', 'decline', 'Makes no account; the person is told'],
    ] as const
  ).map(([name, decision, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `/sign-ups/{sign_up_id}/${decision}`, tag, summary },
      ...{ success: 'nothing', problems: ['missing', 'conflict'] },
      async run({ site, actor, ids: [hash = ''] }) {
        assertKeptHere(site);
        if (!(await isToBeDecided(site.database.kysely, hash, secondOf(site.now())))) throw noSuch();
        const outcome = await decideSignUp(site.accounts, actor, { hash, decision });
        if (outcome === 'settled')
          throw conflict('settled', 'It was decided already, or somebody has the address.');
      },
    }),
  ),
];
