import type { Command, Invocation, Option } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import { isObject, type JsonObject, readText } from '../../untrusted/json.ts';
import type { Kind } from '../kind.ts';
import { count, list, scopeNames, text } from '../present.ts';
import { createCommand, deleteCommand, listCommand, showCommand, updateCommand } from '../verbs.ts';

const resources: Kind = {
  word: 'resource',
  words: 'resources',
  path: '/resources',
  names: ['resource', 'name'],
  search: 'here',
  isReadAlone: true,
  keyOf: (resource) => readText(resource, 'id') ?? '',
  columns: [text('Identifier', 'resource'), text('Name', 'name'), scopeNames('Scopes', 'scopes')],
  details: [
    text('Name', 'name'),
    scopeNames('Scopes', 'scopes'),
    text('Token format', 'access_token_format'),
    text('Token type', 'access_token_typ'),
    count('Token lifetime', 'access_token_lifetime'),
    list('Identity claims', 'identity_claims'),
  ],
};

const fields: readonly Field[] = [
  {
    name: 'name',
    value: 'NAME',
    does: 'what people read when they are asked',
    member: 'name',
    reads: 'text',
  },
  {
    name: 'token-format',
    value: 'FORMAT',
    does: 'of its access tokens: jwt or opaque',
    completes: ['jwt', 'opaque'],
    member: 'access_token_format',
    reads: 'text',
  },
  {
    name: 'token-lifetime',
    value: 'SECONDS',
    does: 'how long its access tokens are good',
    member: 'access_token_lifetime',
    reads: 'number',
  },
  {
    name: 'identity-claim',
    value: 'CLAIM',
    repeatable: 'repeatable',
    does: 'what its tokens say of the person; may be repeated',
    member: 'identity_claims',
    reads: 'list',
  },
];

const addScope: Option = {
  name: 'add-scope',
  value: '"SCOPE WORDS"',
  repeatable: 'repeatable',
  does: 'a scope, and what it allows in words; may be repeated',
};
const removeScope: Option = {
  name: 'remove-scope',
  value: 'SCOPE',
  repeatable: 'repeatable',
  does: 'a scope that nobody holds; may be repeated',
};

/** A scope has no spaces (RFC 6749 §3.3): what stands behind the first one describes it. */
function scopeFrom(text: string): JsonObject & { readonly name: string } {
  const [name = '', ...words] = text.trim().split(' ');
  const description = words.join(' ').trim();
  return { name, ...(description === '' ? {} : { description }) };
}

/** A file may name a scope alone. */
function scopesOf({ scopes }: JsonObject): readonly JsonObject[] {
  if (!Array.isArray(scopes)) return [];
  return scopes.map((scope: unknown) => (isObject(scope) ? scope : { name: scope }));
}

/** The scopes there are, without those removed, with those added; an earlier one keeps what is not said anew. */
function withScopes({ given }: Invocation, members: JsonObject, item: JsonObject): JsonObject {
  const added = given.all('add-scope').map(scopeFrom);
  const removed = given.all('remove-scope');
  if (added.length === 0 && removed.length === 0) return members;
  const before = scopesOf('scopes' in members ? members : item);
  const kept = before
    .filter((scope) => !removed.includes(readText(scope, 'name') ?? ''))
    .map((scope) => ({ ...scope, ...added.find(({ name }) => name === readText(scope, 'name')) }));
  const names = kept.map((scope) => readText(scope, 'name'));
  return { ...members, scopes: [...kept, ...added.filter(({ name }) => !names.includes(name))] };
}

export const resourceCommands: readonly Command[] = [
  listCommand(resources, {
    does: 'list protected resources',
    about: 'Lists APIs and MCP servers that the server gives tokens for, by identifier, with their scopes.',
    example: { line: 'grantor resource list', shows: 'Every API, and its scopes.' },
  }),
  showCommand(resources, {
    does: 'show a protected resource',
    about: 'Shows one resource, named by its identifier or its name. --json prints its scopes in full.',
    example: {
      line: 'grantor resource show https://api.example.com',
      shows: 'Its name, scopes and tokens.',
    },
  }),
  createCommand(resources, {
    does: 'register a protected resource',
    about: [
      'Registers an API or MCP server. Without --add-scope it takes any scope. A file given by --json may hold',
      'every member of the bootstrap file, such as scopes that are restricted or imply others.',
    ].join('\n'),
    positional: { name: 'identifier', presence: 'required' },
    member: 'resource',
    fields,
    options: [addScope],
    bodyOf: (invocation, members) => withScopes(invocation, members, {}),
    example: {
      line: 'grantor resource create https://api.example.com --add-scope "files:read Read your files"',
      shows: 'An API with one scope, which people are asked about in these words.',
    },
  }),
  updateCommand(resources, {
    does: 'change a protected resource',
    about: [
      'Changes what is named of a resource; everything else stays. An empty value takes it away: --name "". A',
      'scope that somebody holds cannot be removed.',
    ].join('\n'),
    fields,
    options: [addScope, removeScope],
    bodyOf: withScopes,
    example: {
      line: 'grantor resource update https://api.example.com --add-scope "files:write Change your files"',
      shows: 'One scope more.',
    },
  }),
  deleteCommand(resources, {
    does: 'delete a protected resource',
    about: 'Deletes a resource; refused while anybody holds a scope of it. Asks first.',
    loses: 'No more tokens are given for it.',
    example: {
      line: 'grantor resource delete https://api.example.com --yes',
      shows: 'Deletes it without asking.',
    },
  }),
];
