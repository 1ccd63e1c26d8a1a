/** People (product.md §2): the operations of `administration/people.ts` and `passwords.ts`. */

import { Secret, type UserId } from '@grantor/protocol';
import { z } from 'zod';
import { listAuthorizations } from '../account/authorizations.ts';
import { listBrowsers } from '../account/browsers.ts';
import { personIn } from '../admin/person-path.ts';
import { enteredOf, faultsIn, type PersonValues, valuesOf } from '../admin/person-values.ts';
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
import { endSessionOf, revokeAuthorizationOf, revokeTokensOf } from '../administration/sessions.ts';
import {
  type ClaimField,
  type Entered,
  type FieldFault,
  inputOf,
  type PersonField,
  textIn,
} from '../pages/index.ts';
import { textClaims } from '../people/person-fields.ts';
import { passwordFault } from '../site/password-fault.ts';
import type { Site } from '../site/site.ts';
import { readPeople } from '../store/people.ts';
import type { PersonRefusal } from '../store/person-changes.ts';
import { findUser, type User } from '../store/users.ts';
import { authorizationBody, authorizationShape } from './authorization-shape.ts';
import { type Call, operation } from './operation.ts';
import { conflict, type FieldError, invalid, noSuch, Problem, stale } from './problem.ts';
import { sessionBody, sessionShape } from './session-shape.ts';
import { afterOf, listOf, moment, momentOf, page, pageOf, search } from './shapes.ts';

const texts = Object.fromEntries(
  textClaims.map((claim) => [inputOf(claim), z.string().max(2048).optional()]),
) as Record<string, z.ZodOptional<z.ZodString>>;
const clearableTexts = Object.fromEntries(
  Object.entries(texts).map(([name, shape]) => [name, shape.nullable()]),
);

const roles = ['user', 'admin'] as const;
const groups = z
  .array(z.string().regex(/^[^\s,]{1,64}$/))
  .max(50)
  .describe('Names of a-z 0-9 . _ -');

const userMembers = {
  id: z.string(),
  username: z.string(),
  email: z.string().optional(),
  email_verified: z.boolean(),
  role: z.enum(roles),
  is_active: z.boolean(),
  auth_source: z.string(),
  must_change_password: z.boolean(),
  ...texts,
  address: z.string().optional(),
  phone_number_verified: z.boolean(),
  groups: z.array(z.string()),
  created_at: moment,
  last_sign_in_at: moment.optional(),
  version: z.int().describe('The `ETag`, too.'),
};
const userShape = z.strictObject(userMembers).meta({ id: 'User' });

const told = {
  password: z.string().optional().describe('Random; told this once.'),
  invitation: z
    .strictObject({ url: z.string(), expires_at: moment })
    .optional()
    .describe('The link by which they set their password; told this once.'),
};
const newUserShape = z.strictObject({ ...userMembers, ...told }).meta({ id: 'NewUser' });

/** What is said of somebody, as the pages have it. */
function userBody(user: User): z.input<typeof userShape> {
  const {
    email: _,
    email_verified,
    phone_number_verified,
    role: _role,
    must_change_password,
    groups: named,
    ...said
  } = enteredOf(user);
  return {
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== '' && value !== undefined)),
    id: user.id,
    username: user.username,
    ...(user.email === null ? {} : { email: user.email }),
    email_verified: email_verified === '1',
    role: user.role,
    is_active: user.disabledAt === null,
    auth_source: user.authSource,
    must_change_password: must_change_password === '1',
    phone_number_verified: phone_number_verified === '1',
    groups: (named ?? '').split(' ').filter((name) => name !== ''),
    created_at: momentOf(user.createdAt),
    ...(user.lastSignInAt === null ? {} : { last_sign_in_at: momentOf(user.lastSignInAt) }),
    version: user.version,
  };
}

const answerOf = (user: User) => ({ body: userBody(user), version: user.version });

/** Throws 404 where the application around the server has the people (distribution.md L-3). */
function assertKeptHere({ signIn }: Site): void {
  if (signIn.accounts !== undefined) throw noSuch();
}

async function userAt({
  site,
  ids: [key = ''],
}: Pick<Call<unknown, unknown>, 'site' | 'ids'>): Promise<User> {
  assertKeptHere(site);
  const found = await findUser(site.database.kysely, personIn(key));
  if (found === null) throw noSuch();
  return found.user;
}

const said = {
  email: z.string().max(254).optional(),
  email_verified: z.boolean().optional(),
  role: z.enum(roles).optional(),
  must_change_password: z.boolean().optional(),
  address: z.string().max(1024).optional().describe('In lines.'),
  phone_number_verified: z.boolean().optional(),
  groups: groups.optional(),
};

const creation = z
  .strictObject({
    username: z.string().max(256),
    ...said,
    ...texts,
    password: z.string().max(1024).optional().describe('Absent: a random one, which is told once.'),
    invite: z.boolean().optional().describe('A link to set the password, in the place of one.'),
  })
  .refine(({ password, invite }) => password === undefined || invite !== true, {
    path: ['invite'],
    message: 'There is a password already.',
  });

const edit = z
  .strictObject({
    ...said,
    ...clearableTexts,
    email: said.email.nullable(),
    address: said.address.nullable(),
  })
  .describe('What is absent stays; null takes a value away.');

/** The members as the form of the page would hold them, over what is there. */
function enteredOver(known: Entered, members: Readonly<Record<string, unknown>>): Entered {
  const entered = Object.entries(members).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [[name, value ? '1' : '']];
    if (Array.isArray(value)) return [[name, value.join(' ')]];
    return [[name, value === null ? '' : String(value).replaceAll('\r\n', '\n').trim()]];
  });
  return { ...known, ...Object.fromEntries(entered) };
}

/** What is to be stored. Throws 422 with every member that cannot be. */
function valuesIn(entered: Entered, { before, kind }: Editing): PersonValues {
  const faults = Object.entries(faultsIn(entered, kind)) as [PersonField, FieldFault][];
  if (faults.length > 0) throw invalid(faults.map(([field, fault]) => fieldError(field, fault)));
  return valuesOf(entered, before);
}

type Editing = {
  readonly before: User['claims'];
  readonly kind: 'new' | 'edit';
};

const english = textIn('en');

/** As the pages say it. */
const fieldError = (field: PersonField, fault: FieldFault): FieldError => ({
  field: isClaim(field) ? inputOf(field) : field,
  ...(typeof fault === 'string'
    ? { code: fault.replace(/^problem_/, ''), message: english(fault) }
    : { code: 'too_short', message: english('problem_too_short', { least: fault.tooShort }) }),
});

const isClaim = (field: PersonField): field is ClaimField =>
  !['username', 'email', 'password', 'role'].includes(field);

const taken = (field: 'username' | 'email'): Problem =>
  conflict(`${field}_taken`, 'Somebody has it already.', [
    { field, code: 'taken', message: 'Somebody has it already.' },
  ]);

const busy = (): Problem =>
  new Problem({
    status: 503,
    code: 'temporarily_unavailable',
    detail: 'Too many passwords wait to be hashed.',
    headers: { 'retry-after': '2' },
  });

/** Why nothing was done, as a problem; nothing where it was so already. */
function assertDone(outcome: string): void {
  switch (outcome as PersonRefusal | 'external') {
    case 'gone':
      throw noSuch();
    case 'not_permitted':
      throw new Problem({
        status: 403,
        code: 'forbidden',
        detail: 'The caller is no administrator any more.',
      });
    case 'yourself':
      throw conflict('yourself', 'Nobody does this to themselves.');
    case 'last_administrator':
      throw conflict('last_administrator', 'Nobody else could administer the server.');
    case 'external':
      throw conflict('external', 'Their password is not kept here.');
    default:
  }
}

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

const reread = async (site: Site, id: UserId) => {
  const found = await findUser(site.database.kysely, id);
  if (found === null) throw noSuch();
  return found.user;
};

/** As `listBrowsers` has whose they are; nobody looks from one of them. */
const ownerOf = ({ id, username, role }: User) => ({ userId: id, username, role, id: '' as never });

export const userOperations = [
  operation({
    ...{ name: 'listUsers', method: 'GET', path: '/users', tag, status: 200 },
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
    ...{ name: 'createUser', method: 'POST', path: '/users', tag, status: 201, problems: [409, 503] },
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
      if (created.kind === 'busy') throw busy();
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
    ...{ name: 'getUser', method: 'GET', path: one, tag, status: 200, problems: [404] },
    summary: 'One person',
    answer: userShape,
    run: async (call) => answerOf(await userAt(call)),
  }),
  operation({
    ...{ name: 'updateUser', method: 'PATCH', path: one, tag, status: 200, problems: [404, 409, 412] },
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
    ...{ name: 'deleteUser', method: 'DELETE', path: one, tag, status: 204, problems: [404, 409] },
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
      ...{ name, method: 'POST', path: `${one}/${step}`, tag, summary, status: 200, problems: [404, 409] },
      answer: userShape,
      async run(call) {
        const user = await userAt(call);
        assertDone(await work(call.site.accounts, call.actor, user.id));
        return answerOf(await reread(call.site, user.id));
      },
    }),
  ),
  operation({
    ...{ name: 'resetUserPassword', method: 'POST', path: `${one}/reset-password`, tag, status: 200 },
    problems: [404, 409, 503],
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
      if (outcome.kind === 'busy') throw busy();
      if (outcome.kind === 'refused') {
        assertDone(outcome.why);
        throw conflict('unchanged', 'Nothing was changed.');
      }
      return { body: toldBody(outcome.told, site), once };
    },
  }),
  operation({
    ...{
      name: 'listUserSessions',
      method: 'GET',
      path: `${one}/sessions`,
      tag,
      status: 200,
      problems: [404],
    },
    summary: 'Browsers in which the person is signed in, all of them',
    answer: listOf(sessionShape),
    async run(call) {
      const user = await userAt(call);
      const all = await listBrowsers({ site: call.site, person: ownerOf(user) });
      const { username } = user;
      return { body: { items: all.map((session) => sessionBody({ ...session, username })) } };
    },
  }),
  operation({
    ...{ name: 'endUserSession', method: 'DELETE', path: `${one}/sessions/{session_id}`, tag, status: 204 },
    problems: [404],
    summary: 'Signs that browser out',
    async run(call) {
      const user = await userAt(call);
      const all = await listBrowsers({ site: call.site, person: ownerOf(user) });
      const session = all.find(({ id }) => id === call.ids[1]);
      if (session === undefined) throw noSuch();
      await endSessionOf(call.site.accounts, call.actor, { ...session, username: user.username });
    },
  }),
  operation({
    ...{
      name: 'revokeUserTokens',
      method: 'DELETE',
      path: `${one}/tokens`,
      tag,
      status: 204,
      problems: [404],
    },
    summary: 'Ends every token that applications hold of the person',
    async run(call) {
      await revokeTokensOf(call.site.accounts, call.actor, await userAt(call));
    },
  }),
  operation({
    ...{ name: 'listUserAuthorizations', method: 'GET', path: `${one}/authorizations`, tag, status: 200 },
    problems: [404],
    summary: 'What the person allowed applications, all of it',
    answer: listOf(authorizationShape),
    async run(call) {
      const user = await userAt(call);
      const all = await listAuthorizations({ site: call.site, person: { userId: user.id } });
      return { body: { items: all.map(authorizationBody) } };
    },
  }),
  operation({
    ...{
      name: 'revokeUserAuthorization',
      method: 'DELETE',
      path: `${one}/authorizations/{authorization_id}`,
    },
    ...{ tag, status: 204, problems: [404] },
    summary: 'Takes back what the person allowed one application, with every token of it',
    async run(call) {
      const { id: userId, username } = await userAt(call);
      const all = await listAuthorizations({ site: call.site, person: { userId } });
      const found = all.find(({ id }) => id === call.ids[1]);
      if (found === undefined) throw noSuch();
      const { id, clientId } = found;
      await revokeAuthorizationOf(call.site.accounts, call.actor, { id, clientId, userId, username });
    },
  }),
];
