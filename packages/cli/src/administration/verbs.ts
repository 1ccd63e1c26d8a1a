/** What can be done to the items of a kind, as commands: a row of help for each, one way to do it for all. */

import type { Command, Invocation, Option, Positional } from '../command-line/command.ts';
import { checkAnswerable, confirm, yesOption } from '../command-line/confirm.ts';
import { type Field, membersFileOption, membersInFile, membersOf } from '../command-line/fields.ts';
import type { Ending } from '../errors/exit-code.ts';
import { wrongUsage } from '../errors/failure.ts';
import type { JsonObject } from '../untrusted/json.ts';
import { accessOptions } from './access.ts';
import { type Admin, openAdmin } from './api.ts';
import { callOf, type Found, findItem, listItems } from './items.ts';
import type { Kind } from './kind.ts';
import { formatItem, formatItems } from './present.ts';
import { describeSecrets } from './secrets.ts';

type Help = Pick<Command, 'does' | 'about' | 'example'>;

/** A command of the kind: `user list`. */
export const command = (
  { word }: Kind,
  verb: string,
  { options, positionals = [], ...row }: Help & Pick<Command, 'run'> & Partial<Command>,
): Command => ({
  ...row,
  name: `${word} ${verb}`,
  section: 'administration',
  positionals,
  options: [...(options ?? []), ...accessOptions],
});

const named = ({ word }: Kind): readonly Positional[] => [{ name: word, presence: 'required' }];

export const limitOption: Option = { name: 'limit', value: 'COUNT', does: 'print that many at most' };
export const searchOption: Option = { name: 'search', value: 'TEXT', does: 'only those that match' };

/** What `--limit` says, or the usual number. Throws for what is none. */
export function limitOf({ given }: Pick<Invocation, 'given'>, usual: number): number {
  const text = given.text('limit');
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrongUsage(`--limit is not a number of items: ${text}`, 'For example: --limit 20');
}

type Listing = Help & {
  /** Options that become parameters of the list. */
  readonly filters?: readonly Field[];
  /** Absent: all there are. */
  readonly usualLimit?: number;
};

/** Pages by itself (cli.md §1 Administration). */
export const listCommand = (
  kind: Kind,
  { filters = [], usualLimit = Number.POSITIVE_INFINITY, ...help }: Listing,
): Command =>
  command(kind, 'list', {
    ...help,
    options: [limitOption, searchOption, ...filters],
    async run(invocation) {
      const { given, output } = invocation;
      const limit = limitOf(invocation, usualLimit);
      const query = filtersOf(invocation, filters);
      const admin = await openAdmin(invocation);
      const found = await listItems(admin, kind, {
        search: given.text('search'),
        ...{ limit, query, fields: filters },
      });
      const { items, goesOn } = found;
      const style = output.resultStyle;
      const shown =
        items.length === 0 ? `There are no such ${kind.words}.` : formatItems(items, kind.columns, style);
      output.result(shown, items);
      if (goesOn) output.say('There are more. A larger --limit shows them, and --search looks among all.');
      return 'done';
    },
  });

/** Parameters of a list or an export that its options name. */
export const filtersOf = ({ given }: Pick<Invocation, 'given'>, filters: readonly Field[]) =>
  Object.fromEntries(Object.entries(membersOf(given, filters)).map(([name, value]) => [name, String(value)]));

export const showCommand = (kind: Kind, help: Help): Command =>
  command(kind, 'show', {
    ...help,
    positionals: named(kind),
    async run(invocation) {
      const admin = await openAdmin(invocation);
      const { item } = await findItem(admin, kind, nameGiven(invocation));
      print(invocation, kind, { item, heading: '' });
      return 'done';
    },
  });

const nameGiven = ({ given }: Pick<Invocation, 'given'>): string => given.positionals[0] ?? '';

type Creation = Help & {
  readonly positional: Positional;
  readonly fields: readonly Field[];
  readonly options?: readonly Option[];
  /** What is sent; the members of the file and the options come with it. */
  readonly bodyOf?: (invocation: Invocation, members: JsonObject) => JsonObject | Promise<JsonObject>;
  /** The member that the positional names. */
  readonly member: string;
};

export const createCommand = (
  kind: Kind,
  { positional, fields, options = [], member, bodyOf, ...help }: Creation,
): Command =>
  command(kind, 'create', {
    ...help,
    positionals: [positional],
    options: [...fields, ...options, membersFileOption],
    async run(invocation) {
      const name = invocation.given.positionals[0];
      const members = {
        ...membersIn(invocation, fields),
        ...(name === undefined ? {} : { [member]: name }),
      };
      const body = (await bodyOf?.(invocation, members)) ?? members;
      const admin = await openAdmin(invocation);
      const { body: item } = await admin.send({ method: 'POST', path: kind.path, body, fields });
      print(invocation, kind, { item, heading: 'Created' });
      return 'done';
    },
  });

const membersIn = ({ given, world }: Invocation, fields: readonly Field[]): JsonObject => ({
  ...membersInFile(given, world),
  ...membersOf(given, fields),
});

type Update = Help & {
  readonly fields: readonly Field[];
  readonly options?: readonly Option[];
  /** What is sent, by what is there. */
  readonly bodyOf?: (invocation: Invocation, members: JsonObject, item: JsonObject) => JsonObject;
};

/** Changes what is named; an empty value takes the member away. Nothing when somebody else was faster (product.md M-2). */
export const updateCommand = (kind: Kind, { fields, options = [], bodyOf, ...help }: Update): Command =>
  command(kind, 'update', {
    ...help,
    positionals: named(kind),
    options: [...fields, ...options, membersFileOption],
    async run(invocation) {
      const { given } = invocation;
      const members = cleared(membersIn(invocation, fields));
      const isNamed = [...fields, ...options].some(({ name }) => given.has(name));
      if (!isNamed && Object.keys(members).length === 0)
        throw wrongUsage('Nothing to change is named.', `For example: ${help.example.line}`);
      const admin = await openAdmin(invocation);
      const { item, etag, path, called } = await findItem(admin, kind, nameGiven(invocation));
      const body = bodyOf?.(invocation, members, item) ?? members;
      const call = { method: 'PATCH', path, body, ifMatch: etag, about: called, fields } as const;
      const { body: changed } = await admin.send(call);
      print(invocation, kind, { item: changed, heading: 'Changed' });
      return 'done';
    },
  });

const cleared = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value === '' ? null : value]));

type Action = Help & {
  readonly verb: string;
  readonly fields?: readonly Field[];
  readonly options?: readonly Option[];
  /** What is asked first where something is lost; absent: nothing is. */
  readonly question?: (called: string) => string;
  readonly method?: 'POST' | 'DELETE';
  /** Behind the path of the item. */
  readonly step?: string;
  readonly bodyOf?: (invocation: Invocation, members: JsonObject) => JsonObject;
  /** What has come true. */
  readonly done: (called: string, answer: JsonObject) => string;
};

/** One thing done to one item. Asks before anything is lost, and stops where nobody can answer (cli.md §1 Administration). */
export const actionCommand = (
  kind: Kind,
  { verb, fields = [], options = [], question, method = 'POST', step = '', bodyOf, done, ...help }: Action,
): Command =>
  command(kind, verb, {
    ...help,
    positionals: named(kind),
    options: [...fields, ...options, ...(question === undefined ? [] : [yesOption])],
    async run(invocation) {
      const name = nameGiven(invocation);
      if (question !== undefined) checkAnswerable(invocation, question(`${kind.word} “${name}”`));
      const members = membersOf(invocation.given, fields);
      const body = bodyOf?.(invocation, members) ?? (fields.length === 0 ? undefined : members);
      const admin = await openAdmin(invocation);
      const found = await findItem(admin, kind, name);
      if (question !== undefined) await confirm(invocation, `${question(found.called)} At ${admin.issuer}.`);
      const { body: answer } = await admin.send({
        ...{ method, path: found.path + step, about: found.called, fields },
        ...(body === undefined ? {} : { body }),
      });
      return report(invocation, { kind, found, admin, text: done(found.called, answer), answer });
    },
  });

type Report = {
  readonly kind: Kind;
  readonly found: Found;
  readonly admin: Admin;
  readonly text: string;
  readonly answer: JsonObject;
};

function report({ output }: Invocation, { kind, found, admin, text, answer }: Report): Ending {
  const style = output.resultStyle;
  const secrets = describeSecrets(answer, style);
  const line = `${style.green('✓')} ${style.bold(text)}`;
  const isTold = Object.keys(answer).length > 0;
  output.result(
    [line, ...secrets].join('\n'),
    isTold ? answer : { done: true, issuer: admin.issuer, [kind.names[0]]: found.item[kind.names[0]] },
  );
  return 'done';
}

/** For deletion, which has the same words everywhere but what is lost with it. */
export const deleteCommand = (kind: Kind, { loses, ...help }: Help & { readonly loses: string }): Command =>
  actionCommand(kind, {
    ...help,
    verb: 'delete',
    method: 'DELETE',
    question: (called) => `Delete the ${called}? ${loses}`,
    done: (called) => `Deleted the ${called}.`,
  });

type Shown = {
  readonly item: JsonObject;
  /** Empty: the item alone. */
  readonly heading: string;
};

function print({ output }: Invocation, kind: Kind, { item, heading }: Shown): void {
  const style = output.resultStyle;
  const called = callOf(item, kind);
  const title =
    heading === '' ? called.charAt(0).toUpperCase() + called.slice(1) : `${heading} the ${called}.`;
  const lines = [
    `${heading === '' ? '' : `${style.green('✓')} `}${style.bold(title)}`,
    formatItem(item, kind.details, style),
    ...describeSecrets(item, style),
  ];
  output.result(lines.join('\n'), item);
}
