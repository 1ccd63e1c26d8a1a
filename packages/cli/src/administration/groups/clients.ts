import { metadataFields } from '../../clients/requested-metadata.ts';
import type { Command } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import { isObject, type JsonObject, readText } from '../../untrusted/json.ts';
import type { Kind } from '../kind.ts';
import { list, moment, text } from '../present.ts';
import {
  actionCommand,
  createCommand,
  deleteCommand,
  listCommand,
  showCommand,
  updateCommand,
} from '../verbs.ts';

const clients: Kind = {
  word: 'client',
  words: 'clients',
  path: '/clients',
  names: ['client_id', 'client_name'],
  search: 'server',
  isReadAlone: true,
  keyOf: (client) => readText(client, 'id') ?? '',
  columns: [
    text('Client id', 'client_id'),
    text('Name', 'client_name'),
    text('Status', 'status'),
    text('Source', 'source'),
    moment('Last used', 'last_used_at'),
  ],
  details: [
    text('Name', 'client_name'),
    text('Status', 'status'),
    text('Source', 'source'),
    text('Owner', 'owner'),
    text('Authentication', 'token_endpoint_auth_method'),
    list('Redirect URIs', 'redirect_uris'),
    list('Grants', 'grant_types'),
    text('Scope', 'scope'),
    moment('Created', 'created_at'),
    text('Created by', 'created_by'),
    moment('Last used', 'last_used_at'),
  ],
};

const filters: readonly Field[] = [
  {
    name: 'status',
    value: 'STATUS',
    does: 'active, pending, inactive, or change: its owner wants one',
    completes: ['active', 'pending', 'inactive', 'change'],
    member: 'status',
    reads: 'text',
  },
  {
    name: 'source',
    value: 'SOURCE',
    does: 'who made it: administrator, app, dynamic, document or federation',
    completes: ['administrator', 'app', 'dynamic', 'document', 'federation'],
    member: 'source',
    reads: 'text',
  },
];

const earlierEnd: Field = {
  name: 'earlier-end',
  value: 'DAYS',
  does: 'let the earlier secrets work on: 0 (default), 1, 7 or 30 days',
  completes: ['0', '1', '7', '30'],
  member: 'earlier_end_in_days',
  reads: 'number',
};

export const clientCommands: readonly Command[] = [
  listCommand(clients, {
    does: 'list clients',
    about:
      'Lists the clients of the server, by id. --search finds part of a name, or the beginning of an id.',
    filters,
    example: { line: 'grantor client list --status pending', shows: 'Those that wait for approval.' },
  }),
  showCommand(clients, {
    does: 'show a client',
    about:
      'Shows one client, named by its id, or by its name if no other has it. --json prints all there is.',
    example: {
      line: 'grantor client show reports-api',
      shows: 'Its status, redirect URIs, grants and scope.',
    },
  }),
  createCommand(clients, {
    does: 'make a client',
    about: [
      'Makes a client. Its secret, where its method is one with a secret, is printed once and can never be read',
      'again. Without an id it gets a random one. A file given by --json may hold every member of RFC 7591 and',
      'of the bootstrap file.',
    ].join('\n'),
    positional: { name: 'client-id', presence: 'optional' },
    member: 'client_id',
    fields: metadataFields,
    example: {
      line: 'grantor client create reports --grant client_credentials --scope read',
      shows: 'A client for a program of its own, with its secret.',
    },
  }),
  updateCommand(clients, {
    does: 'change a client',
    about: [
      'Changes what is named of a client; everything else stays. An empty value takes it away: --scope "".',
      'Lists such as --redirect-uri are named whole.',
    ].join('\n'),
    fields: metadataFields,
    example: {
      line: 'grantor client update reports --name "Monthly reports"',
      shows: 'What people read from now on.',
    },
  }),
  deleteCommand(clients, {
    does: 'delete a client',
    about: 'Deletes a client, and with it every token and every authorization it has. Asks first.',
    loses: 'Everybody who uses it is signed out.',
    example: { line: 'grantor client delete reports --yes', shows: 'Deletes it without asking.' },
  }),
  actionCommand(clients, {
    verb: 'rotate-secret',
    does: 'give a client a new secret',
    about: [
      'Makes a new secret for a client, printed once. The earlier ones end at once, unless --earlier-end lets',
      'them work until the program has the new one. Asks first.',
    ].join('\n'),
    fields: [earlierEnd],
    question: (called) => `Make a new secret for the ${called}? The earlier ones end.`,
    step: '/regenerate-secret',
    done: (called) => `Made a new secret for the ${called}.`,
    example: {
      line: 'grantor client rotate-secret reports --earlier-end 7 --yes',
      shows: 'A new secret, while the earlier one works for a week.',
    },
  }),
  actionCommand(clients, {
    verb: 'revoke-tokens',
    does: 'end all tokens of a client',
    about:
      'Ends every token of a client and every authorization people gave it; they are asked again. Asks first.',
    question: (called) => `End every token and authorization of the ${called}?`,
    step: '/revoke-all',
    done: (called, answer) => `Ended ${endedOf(answer)} of the ${called}.`,
    example: { line: 'grantor client revoke-tokens reports --yes', shows: 'How many there were.' },
  }),
];

function endedOf({ before }: JsonObject): string {
  const counted = (member: string, word: string): string => {
    const found = isObject(before) ? before[member] : undefined;
    const number = typeof found === 'number' ? found : 0;
    return `${number} ${word}${number === 1 ? '' : 's'}`;
  };
  return `${counted('authorizations', 'authorization')} and ${counted('sessions', 'session')}`;
}
