import type { Command } from '../../command-line/command.ts';
import { readText } from '../../untrusted/json.ts';
import type { Kind } from '../kind.ts';
import { count, moment, text } from '../present.ts';
import { actionCommand, listCommand } from '../verbs.ts';

const messages: Kind = {
  word: 'message',
  words: 'messages',
  path: '/messages',
  names: ['id', 'address'],
  search: 'here',
  isReadAlone: false,
  keyOf: (message) => readText(message, 'id') ?? '',
  columns: [
    text('Message', 'id'),
    text('About', 'kind'),
    text('To', 'address'),
    text('State', 'status'),
    count('Attempts', 'attempts'),
    moment('Next attempt', 'next_attempt_at'),
    text('Answer', 'answer'),
  ],
  details: [],
};

export const messageCommands: readonly Command[] = [
  listCommand(messages, {
    does: 'list what could not be sent yet',
    about: [
      'Lists the messages to people that wait to be sent or were given up, and what the mail server said last.',
      'What has left is not kept. --search finds a part of an id or an address.',
    ].join('\n'),
    example: { line: 'grantor message list', shows: 'Who waits for which message, and why.' },
  }),
  actionCommand(messages, {
    verb: 'retry',
    does: 'send a message that was given up',
    about:
      'Begins anew with a message that was given up, named by its id, or by its address where that is one alone.',
    step: '/retry',
    done: (called) => `Sending the ${called} again.`,
    example: { line: 'grantor message retry 8Jb0cU1x', shows: 'It is sent when the mail server takes it.' },
  }),
];
