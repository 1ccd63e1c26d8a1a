import { askUnseen } from '../../clients/secret.ts';
import type { Command, Invocation } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import { wrongUsage } from '../../errors/failure.ts';
import { type JsonObject, readText } from '../../untrusted/json.ts';
import type { Kind } from '../kind.ts';
import { list, moment, text, yesNo } from '../present.ts';
import {
  actionCommand,
  createCommand,
  deleteCommand,
  listCommand,
  showCommand,
  updateCommand,
} from '../verbs.ts';

/** An id of other characters stands in paths as its base64url, after a dash. */
function keyOf(user: JsonObject): string {
  const id = readText(user, 'id') ?? '';
  return /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(id) ? id : `-${Buffer.from(id).toString('base64url')}`;
}

const users: Kind = {
  word: 'user',
  words: 'users',
  path: '/users',
  names: ['username', 'email', 'id'],
  search: 'server',
  isReadAlone: true,
  keyOf,
  columns: [
    text('User name', 'username'),
    text('Name', 'full_name'),
    text('E-mail', 'email'),
    text('Role', 'role'),
    yesNo('Active', 'is_active'),
    moment('Last sign-in', 'last_sign_in_at'),
  ],
  details: [
    text('Id', 'id'),
    text('Name', 'full_name'),
    text('E-mail', 'email'),
    yesNo('E-mail verified', 'email_verified'),
    text('Role', 'role'),
    list('Groups', 'groups'),
    yesNo('Active', 'is_active'),
    text('Source', 'auth_source'),
    yesNo('New password due', 'must_change_password'),
    moment('Created', 'created_at'),
    moment('Last sign-in', 'last_sign_in_at'),
  ],
};

const role: Field = {
  name: 'role',
  value: 'ROLE',
  does: 'user or admin',
  completes: ['user', 'admin'],
  member: 'role',
  reads: 'text',
};

const mustChange: Field = {
  name: 'must-change-password',
  value: 'yes|no',
  does: 'whether they choose a new one first',
  completes: ['yes', 'no'],
  member: 'must_change_password',
  reads: 'yes_or_no',
};

const fields: readonly Field[] = [
  { name: 'name', value: 'NAME', does: 'full name', member: 'full_name', reads: 'text' },
  { name: 'email', value: 'ADDRESS', does: 'e-mail address', member: 'email', reads: 'text' },
  {
    name: 'email-verified',
    value: 'yes|no',
    does: 'whether it is known to be theirs',
    completes: ['yes', 'no'],
    member: 'email_verified',
    reads: 'yes_or_no',
  },
  role,
  {
    name: 'group',
    value: 'NAME',
    repeatable: 'repeatable',
    does: 'a group they are in; may be repeated',
    member: 'groups',
    reads: 'list',
  },
  mustChange,
];

const filters: readonly Field[] = [
  role,
  {
    name: 'status',
    value: 'STATUS',
    does: 'active or disabled',
    completes: ['active', 'disabled'],
    member: 'status',
    reads: 'text',
  },
  {
    name: 'auth-source',
    value: 'NAME',
    does: 'where their password is: local, or the name of a source',
    member: 'auth_source',
    reads: 'text',
  },
];

/** Asked for or generated, never an argument: every process of the machine could read that (cli.md §1). */
async function withPassword(invocation: Invocation, members: JsonObject): Promise<JsonObject> {
  const { given } = invocation;
  if (given.has('invite')) return { ...members, invite: true };
  if (!given.has('ask-password')) return members;
  return { ...members, password: await askPassword(invocation) };
}

async function askPassword({ world }: Invocation): Promise<string> {
  const first = await askUnseen(world, 'Password');
  if (first === null || first === '')
    throw wrongUsage('No password was given.', 'Type it, or leave --ask-password out for a random one.');
  if (world.stdin.isTerminal && (await askUnseen(world, 'The same once more')) !== first)
    throw wrongUsage('These were two different passwords.', 'Run the command again.');
  return first;
}

export const userCommands: readonly Command[] = [
  listCommand(users, {
    does: 'list people',
    about: 'Lists people by user name. --search finds the beginning of a user name, full name, e-mail or id.',
    filters,
    example: { line: 'grantor user list --role admin', shows: 'Everybody who may administer the server.' },
  }),
  showCommand(users, {
    does: 'show a person',
    about: 'Shows one person, named by user name, e-mail address or id. --json prints all that is known.',
    example: { line: 'grantor user show ada', shows: 'Their name, role, groups and last sign-in.' },
  }),
  createCommand(users, {
    does: 'make an account',
    about: [
      'Makes an account. Its password is a random one, printed once; --ask-password asks for one, unseen, and',
      '--invite makes a link by which the person sets it. A file given by --json may hold every further member.',
    ].join('\n'),
    positional: { name: 'username', presence: 'required' },
    member: 'username',
    fields,
    options: [
      { name: 'ask-password', does: 'ask for the password, unseen' },
      { name: 'invite', does: 'make a link to set the password, in the place of one' },
    ],
    bodyOf: withPassword,
    example: {
      line: 'grantor user create grace --name "Grace Hopper" --email grace@example.com',
      shows: 'The new account, and its password, once.',
    },
  }),
  updateCommand(users, {
    does: 'change a person',
    about: [
      'Changes what is named of a person; everything else stays. An empty value takes it away: --email "".',
      'Groups are named whole.',
    ].join('\n'),
    fields,
    example: { line: 'grantor user update grace --role admin', shows: 'Grace may administer from now on.' },
  }),
  actionCommand(users, {
    verb: 'disable',
    does: 'keep a person out',
    about:
      'Signs a person out everywhere, ends their tokens and keeps them out until they are enabled. Asks first.',
    question: (called) => `Disable the ${called}? Every session and token of theirs ends.`,
    step: '/disable',
    done: (called) => `Disabled the ${called}.`,
    example: { line: 'grantor user disable grace --yes', shows: 'Disables the account without asking.' },
  }),
  actionCommand(users, {
    verb: 'enable',
    does: 'let a person in again',
    about: 'Lets a person who was disabled sign in again.',
    step: '/enable',
    done: (called) => `Enabled the ${called}.`,
    example: { line: 'grantor user enable grace', shows: 'Grace can sign in again.' },
  }),
  deleteCommand(users, {
    does: 'delete a person',
    about: 'Deletes a person with everything that is theirs but the clients they own. Asks first.',
    loses: 'Everything of theirs is lost but the clients.',
    example: { line: 'grantor user delete grace --yes', shows: 'Deletes the account without asking.' },
  }),
  actionCommand(users, {
    verb: 'reset-password',
    does: 'give a person a new password',
    about: [
      'Makes a new random password, printed once, or with --link a link by which the person sets one. The old',
      'password and every session of theirs end. Asks first.',
    ].join('\n'),
    fields: [mustChange],
    options: [{ name: 'link', does: 'make a link in the place of a password' }],
    question: (called) => `Reset the password of the ${called}? Every session of theirs ends.`,
    step: '/reset-password',
    bodyOf: ({ given }, members) => ({ ...members, ...(given.has('link') ? { to: 'link' } : {}) }),
    done: (called, answer) =>
      Object.keys(answer).length === 0
        ? `Reset the password of the ${called}. They are sent a link by mail.`
        : `Reset the password of the ${called}.`,
    example: { line: 'grantor user reset-password grace --yes', shows: 'A new password, once.' },
  }),
  actionCommand(users, {
    verb: 'send-invitation',
    does: 'mail a link for the first password',
    about: [
      'Sends a person without a password a link to choose one, to their e-mail address. Refused, with the reason,',
      'where the server sends no mail, there is no address, or too much was sent.',
    ].join('\n'),
    step: '/send-invitation',
    done: (called) => `An invitation is on its way to the ${called}.`,
    example: { line: 'grantor user send-invitation grace', shows: 'Grace gets a link by mail.' },
  }),
  actionCommand(users, {
    verb: 'send-verification',
    does: 'mail a link that confirms an address',
    about: 'Sends a person a link by which they confirm that the e-mail address is theirs.',
    step: '/send-verification',
    done: (called) => `A link to confirm the address is on its way to the ${called}.`,
    example: { line: 'grantor user send-verification grace', shows: 'Grace gets a link by mail.' },
  }),
  actionCommand(users, {
    verb: 'send-password-reset',
    does: 'mail a link for another password',
    about: [
      'Sends a person a link to set another password. The old password and every session of theirs end at once.',
      'Asks first.',
    ].join('\n'),
    question: (called) => `Reset the password of the ${called}? Every session of theirs ends.`,
    step: '/send-password-reset',
    done: (called) => `Reset the password of the ${called}. They are sent a link by mail.`,
    example: {
      line: 'grantor user send-password-reset grace --yes',
      shows: 'Grace is signed out everywhere, and gets a link by mail.',
    },
  }),
];
