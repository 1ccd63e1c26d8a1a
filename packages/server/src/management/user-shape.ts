/** People as the management API says and reads them, by the rules of their pages (product.md §2). */

import type { UserId } from '@grantor/protocol';
import { z } from 'zod';
import { personIn } from '../console/person-key.ts';
import { enteredOf, faultsIn, type PersonValues, valuesOf } from '../console/person-values.ts';
import { conflict, type FieldError, invalid, noSuch, Problem } from '../http/problem.ts';
import {
  type ClaimField,
  type Entered,
  type FieldFault,
  inputOf,
  type PersonField,
  textIn,
} from '../pages/index.ts';
import { textClaims } from '../people/person-fields.ts';
import type { Site } from '../site/site.ts';
import type { PersonRefusal } from '../store/person-changes.ts';
import { findUser, type User } from '../store/users.ts';
import type { Call } from './operation.ts';
import { moment, momentOf } from './shapes.ts';

const texts = Object.fromEntries(
  textClaims.map((claim) => [inputOf(claim), z.string().max(2048).optional()]),
) as Record<string, z.ZodOptional<z.ZodString>>;
const clearableTexts = Object.fromEntries(
  Object.entries(texts).map(([name, shape]) => [name, shape.nullable()]),
);

export const roles = ['user', 'admin'] as const;
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
  external_id: z
    .string()
    .optional()
    .describe('What they are found by where `auth_source` is another system.'),
  must_change_password: z.boolean(),
  ...texts,
  address: z.string().optional(),
  phone_number_verified: z.boolean(),
  groups: z.array(z.string()),
  created_at: moment,
  last_sign_in_at: moment.optional(),
  version: z.int().describe('The `ETag`, too.'),
};
export const userShape = z.strictObject(userMembers).meta({ id: 'User' });

export const told = {
  password: z.string().optional().describe('Random; told this once.'),
  invitation: z
    .strictObject({ url: z.string(), expires_at: moment })
    .optional()
    .describe('The link by which they set their password; told this once.'),
};
export const newUserShape = z.strictObject({ ...userMembers, ...told }).meta({ id: 'NewUser' });

/** What is said of somebody, as the pages have it. */
export function userBody(user: User): z.input<typeof userShape> {
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
    ...(user.externalId === null ? {} : { external_id: user.externalId }),
    must_change_password: must_change_password === '1',
    phone_number_verified: phone_number_verified === '1',
    groups: (named ?? '').split(' ').filter((name) => name !== ''),
    created_at: momentOf(user.createdAt),
    ...(user.lastSignInAt === null ? {} : { last_sign_in_at: momentOf(user.lastSignInAt) }),
    version: user.version,
  };
}

export const answerOf = (user: User) => ({ body: userBody(user), version: user.version });

/** Throws 404 where the application around the server has the people (distribution.md L-3). */
export function assertKeptHere({ signIn }: Site): void {
  if (signIn.accounts !== undefined) throw noSuch();
}

export async function userAt({
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

export const creation = z
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

export const edit = z
  .strictObject({
    ...said,
    ...clearableTexts,
    email: said.email.nullable(),
    address: said.address.nullable(),
  })
  .describe('What is absent stays; null takes a value away.');

/** The members as the form of the page would hold them, over what is there. */
export function enteredOver(known: Entered, members: Readonly<Record<string, unknown>>): Entered {
  const entered = Object.entries(members).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [[name, value ? '1' : '']];
    if (Array.isArray(value)) return [[name, value.join(' ')]];
    return [[name, value === null ? '' : String(value).replaceAll('\r\n', '\n').trim()]];
  });
  return { ...known, ...Object.fromEntries(entered) };
}

/** What is to be stored. Throws 422 with every member that cannot be. */
export function valuesIn(entered: Entered, { before, kind }: Editing): PersonValues {
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
export const fieldError = (field: PersonField, fault: FieldFault): FieldError => ({
  field: isClaim(field) ? inputOf(field) : field,
  ...(typeof fault === 'string'
    ? { code: fault.replace(/^problem_/, ''), message: english(fault) }
    : { code: 'too_short', message: english('problem_too_short', { count: fault.tooShort }) }),
});

const isClaim = (field: PersonField): field is ClaimField =>
  !['username', 'email', 'password', 'role'].includes(field);

export const taken = (field: 'username' | 'email'): Problem =>
  conflict(`${field}_taken`, 'Somebody has it already.', [
    { field, code: 'taken', message: 'Somebody has it already.' },
  ]);

/** Why nothing was done, as a problem; nothing where it was so already. */
export function assertDone(outcome: string): void {
  switch (outcome as PersonRefusal | 'external') {
    case 'gone':
      throw noSuch();
    case 'not_permitted':
      throw new Problem('forbidden', {
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

export const reread = async (site: Site, id: UserId) => {
  const found = await findUser(site.database.kysely, id);
  if (found === null) throw noSuch();
  return found.user;
};
