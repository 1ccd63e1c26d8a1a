import type { Command } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import { membersOf } from '../../command-line/fields.ts';
import { readObjects, readText } from '../../untrusted/json.ts';
import { openAdmin } from '../api.ts';
import type { Kind } from '../kind.ts';
import { formatItems, list, moment, text } from '../present.ts';
import { actionCommand, command, listCommand } from '../verbs.ts';

const keys: Kind = {
  word: 'key',
  words: 'keys',
  path: '/keys',
  names: ['kid'],
  search: 'here',
  isReadAlone: false,
  keyOf: (key) => readText(key, 'id') ?? '',
  columns: [
    text('Key', 'kid'),
    text('Algorithm', 'alg'),
    text('Use', 'use'),
    text('State', 'standing'),
    list('Signs', 'signs'),
    moment('From', 'signs_from'),
    moment('Until', 'signs_until'),
  ],
  details: [],
};

const algorithm: Field = {
  name: 'alg',
  value: 'ALGORITHM',
  does: 'only keys of this algorithm, such as RS256; otherwise of all that sign',
  member: 'alg',
  reads: 'text',
};

export const keyCommands: readonly Command[] = [
  listCommand(keys, {
    does: 'list signing keys',
    about: 'Lists the signing keys of the server, in the order in which they sign, and what each one signs.',
    example: { line: 'grantor key list', shows: 'Which key signs now, and which one comes next.' },
  }),
  command(keys, 'rotate', {
    does: 'publish the next signing keys',
    about: [
      'Publishes the successors of the keys that sign. They begin a day later, when everybody who verifies',
      'tokens has seen them, and the earlier keys stay published as long as tokens live that they signed:',
      'nobody is signed out.',
    ].join('\n'),
    options: [algorithm],
    example: { line: 'grantor key rotate', shows: 'The new keys, and from when they sign.' },
    async run(invocation) {
      const { given, output } = invocation;
      const fields = [algorithm];
      const admin = await openAdmin(invocation);
      const call = { method: 'POST', path: '/keys/rotate', body: membersOf(given, fields), fields } as const;
      const { body } = await admin.send(call);
      const published = readObjects(body, 'items');
      const style = output.resultStyle;
      const title = `${style.green('✓')} ${style.bold('Published what signs next.')}`;
      output.result(`${title}\n${formatItems(published, keys.columns, style)}`, published);
      return 'done';
    },
  }),
  actionCommand(keys, {
    verb: 'retire',
    does: 'take a signing key away at once',
    about: [
      'For an emergency: takes a key away at once. Whatever it signed is refused from now on, and its successor',
      'begins. The last key that could sign stays. Asks first. A key whose name begins with a dash stands',
      'behind --.',
    ].join('\n'),
    question: (called) => `Retire the ${called}? Everything it signed is refused from now on.`,
    step: '/retire',
    done: (called) => `Retired the ${called}.`,
    example: {
      line: 'grantor key retire hOJ3kX2Q --yes',
      shows: 'Nothing that this key signed is good any more.',
    },
  }),
];
