import type { Command, Invocation, Option } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import { isObject, type JsonObject, readText } from '../../untrusted/json.ts';
import type { Kind } from '../kind.ts';
import { detailsOf, list, text, yesNo } from '../present.ts';
import { createCommand, deleteCommand, listCommand, showCommand, updateCommand } from '../verbs.ts';

const scopes: Kind = {
  word: 'scope',
  words: 'scopes',
  path: '/scopes',
  names: ['name'],
  search: 'here',
  isReadAlone: true,
  keyOf: (scope) => readText(scope, 'id') ?? '',
  columns: [text('Name', 'name'), text('Words', 'description'), list('Includes', 'implies')],
  details: [
    text('Words', 'description'),
    detailsOf('By language', 'descriptions'),
    text('Does at most', 'effect'),
    list('Includes', 'implies'),
    yesNo('By default', 'default'),
    yesNo('Restricted', 'restricted'),
  ],
};

const fields: readonly Field[] = [
  {
    name: 'words',
    value: 'SENTENCE',
    does: 'what it allows, as people read it when they are asked',
    member: 'description',
    reads: 'text',
  },
  {
    name: 'effect',
    value: 'EFFECT',
    does: 'what it does at most: reads, writes, shares or deletes',
    completes: ['reads', 'writes', 'shares', 'deletes'],
    member: 'effect',
    reads: 'text',
  },
  {
    name: 'includes',
    value: 'SCOPE',
    repeatable: 'repeatable',
    does: 'a scope without a resource that comes with it; may be repeated',
    member: 'implies',
    reads: 'list',
  },
  {
    name: 'default',
    value: 'yes|no',
    does: 'whether clients get it that name neither scope nor resource',
    completes: ['yes', 'no'],
    member: 'default',
    reads: 'yes_or_no',
  },
  {
    name: 'restricted',
    value: 'yes|no',
    does: 'whether only administrators have it, by clients it was given to',
    completes: ['yes', 'no'],
    member: 'restricted',
    reads: 'yes_or_no',
  },
];

const wordsIn: Option = {
  name: 'words-in',
  value: '"LANGUAGE SENTENCE"',
  repeatable: 'repeatable',
  does: 'the same in another language; may be repeated',
};

/** A language has no spaces (BCP 47): what stands behind the first one is the sentence, and nothing takes it away. */
function withWords({ given }: Invocation, members: JsonObject, item: JsonObject): JsonObject {
  const said = given.all('words-in').map((entry) => {
    const [language = '', ...words] = entry.trim().split(' ');
    return [language, words.join(' ').trim()] as const;
  });
  if (said.length === 0) return members;
  const before = 'descriptions' in members ? members['descriptions'] : item['descriptions'];
  const all = { ...(isObject(before) ? before : {}), ...Object.fromEntries(said) };
  return {
    ...members,
    descriptions: Object.fromEntries(Object.entries(all).filter(([, sentence]) => sentence !== '')),
  };
}

export const scopeCommands: readonly Command[] = [
  listCommand(scopes, {
    does: 'list scopes that belong to no resource',
    about: 'Lists the scopes that belong to no resource, by name. Those of a resource stand at the resource.',
    example: { line: 'grantor scope list', shows: 'Every such scope, and what it allows.' },
  }),
  showCommand(scopes, {
    does: 'show a scope that belongs to no resource',
    about: 'Shows one scope, named as clients ask for it, with its words in every language.',
    example: { line: 'grantor scope show reports:read', shows: 'Its words, and what comes with it.' },
  }),
  createCommand(scopes, {
    does: 'register a scope that belongs to no resource',
    about: [
      'Registers a scope that clients ask for without naming a resource. No resource may have a scope of its name.',
      'A file given by --json may hold every member of the bootstrap file.',
    ].join('\n'),
    positional: { name: 'name', presence: 'required' },
    member: 'name',
    fields,
    options: [wordsIn],
    bodyOf: (invocation, members) => withWords(invocation, members, {}),
    example: {
      line: 'grantor scope create reports:read --words "Read your reports"',
      shows: 'A scope, which people are asked about in these words.',
    },
  }),
  updateCommand(scopes, {
    does: 'change a scope that belongs to no resource',
    about: [
      'Changes what is named of a scope; everything else stays. An empty value takes it away: --effect "". What it',
      'comes to include is asked for again.',
    ].join('\n'),
    fields,
    options: [wordsIn],
    bodyOf: withWords,
    example: {
      line: 'grantor scope update reports:read --includes reports:list',
      shows: 'One scope comes with the other from now on.',
    },
  }),
  deleteCommand(scopes, {
    does: 'delete a scope that belongs to no resource',
    about: [
      'Deletes a scope; refused while anybody allowed it, a client may ask for it or another scope includes it.',
      'Asks first.',
    ].join('\n'),
    loses: 'Nobody can ask for it any more.',
    example: { line: 'grantor scope delete reports:read --yes', shows: 'Deletes it without asking.' },
  }),
];
