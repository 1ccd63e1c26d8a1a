/** People (product.md §2): the operations of `administration/people.ts` and `passwords.ts`. */

import { Secret } from '@grantor/protocol';
import { z } from 'zod';
import { resetPassword } from '../administration/passwords.ts';
import {
  createPerson,
  deletePerson,
  disablePerson,
  editPerson,
  enablePerson,
  type FirstPassword,
  type ToldOnce,
} from '../administration/people.ts';
import { enteredOf } from '../console/person-values.ts';
import { conflict, invalid, stale } from '../http/problem.ts';
import { passwordsBusy } from '../http/refuse.ts';
import { passwordFault } from '../site/password-fault.ts';
import type { Site } from '../site/site.ts';
import { readPeople } from '../store/people.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, momentOf, page, pageOf, search } from './shapes.ts';
import {
  answerOf,
  assertDone,
  assertKeptHere,
  creation,
  edit,
  enteredOver,
  fieldError,
  newUserShape,
  reread,
  roles,
  taken,
  told,
  userAt,
  userBody,
  userShape,
  valuesIn,
} from './user-shape.ts';

function firstPassword({
  password,
  invite,
}: {
  password?: string | undefined;
  invite?: boolean | undefined;
}): FirstPassword {
  if (invite === true) return { kind: 'link' };
  return password === undefined ? { kind: 'random' } : { kind: 'typed', password: Secret.of(password) };
}

function toldBody(result: ToldOnce, { baseUrl }: Site) {
  switch (result.kind) {
    case 'nothing':
    case 'mailed':
      return {};
    case 'password':
      return { password: result.password };
    case 'link':
      return {
        invitation: { url: `${baseUrl}/invite/${result.token}`, expires_at: momentOf(result.expiresAt) },
      };
  }
}

const once = Object.keys(told);
const one = '/users/{user_id}';
const tag = 'users';

export const userOperations = [
  operation({
    ...{ name: 'listUsers', method: 'GET', path: '/users', tag, success: 'value' },
    summary: 'People by user name',
    query: z.strictObject({
      ...page,
      search: search.describe('The beginning of a user name, full name, e-mail address or id.'),
      role: z.enum(roles).optional(),
      status: z.enum(['active', 'disabled']).optional(),
      auth_source: z.string().max(64).optional(),
    }),
    answer: listOf(userShape),
    async run({ site, query: { limit, cursor, search: searched, role, status, auth_source: authSource } }) {
      assertKeptHere(site);
      const selection = { search: searched.trim(), role, status, authSource };
      const rows = await readPeople(site.database, selection, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: userBody, key: ({ username }) => username }) };
    },
  }),
  operation({
    ...{
      name: 'createUser',
      method: 'POST',
      path: '/users',
      tag,
      success: 'made',
      problems: ['conflict'],
    },
    summary: 'A new person',
    body: creation,
    answer: newUserShape,
    async run({ site, actor, body }) {
      assertKeptHere(site);
      const { password, invite, ...members } = body;
      const values = valuesIn(enteredOver({ role: 'user' }, members), {
        ...{ before: {}, kind: 'new' },
      });
      const first = firstPassword({ password, invite });
      const created = await createPerson(site.accounts, actor, { ...values, password: first });
      if (created.kind === 'taken') throw taken(created.field);
      if (created.kind === 'busy') throw passwordsBusy();
      if (created.kind === 'weak_password')
        throw invalid([fieldError('password', passwordFault(created.problem, site))]);
      const user = await reread(site, created.id);
      const location = `/users/${user.id}`;
      return {
        ...answerOf(user),
        body: { ...userBody(user), ...toldBody(created.told, site) },
        location,
        once,
      };
    },
  }),
  operation({
    ...{ name: 'getUser', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One person',
    answer: userShape,
    run: async (call) => answerOf(await userAt(call)),
  }),
  operation({
    ...{
      name: 'updateUser',
      method: 'PATCH',
      path: one,
      tag,
      success: 'value',
      problems: ['missing', 'conflict', 'stale'],
    },
    versioned: true,
    summary: 'Changes what is named of a person',
    body: edit,
    answer: userShape,
    async run(call) {
      const { site, actor, body, seen } = call;
      const user = await userAt(call);
      if (seen !== null && seen !== String(user.version)) throw stale();
      const { username: _, ...values } = valuesIn(enteredOver(enteredOf(user), body), {
        ...{ before: user.claims, kind: 'edit' },
      });
      const outcome = await editPerson(site.accounts, actor, {
        id: user.id,
        version: user.version,
        ...values,
      });
      if (outcome === 'stale')
        throw seen === null
          ? conflict('edited_meanwhile', 'Somebody else edited it at this moment.')
          : stale();
      if (outcome === 'email_taken') throw taken('email');
      assertDone(outcome);
      return answerOf(await reread(site, user.id));
    },
  }),
  operation({
    ...{
      name: 'deleteUser',
      method: 'DELETE',
      path: one,
      tag,
      success: 'nothing',
      problems: ['missing', 'conflict'],
    },
    summary: 'Deletes a person with everything that is theirs but the clients',
    async run(call) {
      const user = await userAt(call);
      assertDone(await deletePerson(call.site.accounts, call.actor, user.id));
    },
  }),
  ...(
    [
      ['disableUser', 'disable', 'Signs a person out everywhere and keeps them out', disablePerson],
      ['enableUser', 'enable', 'Lets a person sign in again', enablePerson],
    ] as const
  ).map(([name, step, summary, work]) =>
    operation({
      ...{
        name,
        method: 'POST',
        path: `${one}/${step}`,
        tag,
        summary,
        success: 'value',
        problems: ['missing', 'conflict'],
      },
      answer: userShape,
      async run(call) {
        const user = await userAt(call);
        assertDone(await work(call.site.accounts, call.actor, user.id));
        return answerOf(await reread(call.site, user.id));
      },
    }),
  ),
  operation({
    ...{ name: 'resetUserPassword', method: 'POST', path: `${one}/reset-password`, tag, success: 'value' },
    problems: ['missing', 'conflict'],
    summary: 'A new password, or a link to set one; the old one and every session end',
    body: z.strictObject({
      to: z.enum(['random', 'link']).default('random'),
      must_change_password: z.boolean().default(false),
    }),
    answer: z.strictObject(told).meta({ id: 'PasswordReset' }),
    async run(call) {
      const { site, actor, body } = call;
      const { id } = await userAt(call);
      const reset = { id, to: body.to, mustChangePassword: body.must_change_password };
      const outcome = await resetPassword(site.accounts, actor, reset);
      if (outcome.kind === 'busy') throw passwordsBusy();
      if (outcome.kind === 'refused') {
        assertDone(outcome.why);
        throw conflict('unchanged', 'Nothing was changed.');
      }
      return { body: toldBody(outcome.told, site), once };
    },
  }),
];
