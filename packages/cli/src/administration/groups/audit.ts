import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, Invocation, Option } from '../../command-line/command.ts';
import type { Field } from '../../command-line/fields.ts';
import type { Ending } from '../../errors/exit-code.ts';
import { Failure } from '../../errors/failure.ts';
import { type JsonObject, readText } from '../../untrusted/json.ts';
import { type Admin, openAdmin, type Query } from '../api.ts';
import type { Kind } from '../kind.ts';
import { type Column, detailsOf, formatItems, moment, text, yesNo } from '../present.ts';
import { command, filtersOf, limitOf, limitOption, listCommand, searchOption } from '../verbs.ts';

const columns: readonly Column[] = [
  moment('Time', 'event_time'),
  text('Event', 'event_type'),
  text('Severity', 'severity'),
  text('Who', 'actor_username'),
  text('From', 'actor_ip'),
  text('About', 'resource_name'),
  yesNo('Done', 'success'),
  detailsOf('Details', 'details'),
];

const events: Kind = {
  word: 'audit',
  words: 'events',
  path: '/audit-events',
  names: ['id'],
  search: 'server',
  isReadAlone: true,
  keyOf: (event) => readText(event, 'id') ?? '',
  columns,
  details: columns,
};

/** Parameters of the list and the export, as options. */
const rows: readonly (Omit<Field, 'reads'> & Partial<Pick<Field, 'reads'>>)[] = [
  { name: 'type', member: 'event_type', value: 'TYPE', does: 'of this type, such as USER_CREATED' },
  {
    ...{ name: 'severity', member: 'severity', value: 'SEVERITY' },
    does: 'INFO, WARNING, ERROR or CRITICAL',
    completes: ['INFO', 'WARNING', 'ERROR', 'CRITICAL'],
  },
  {
    ...{ name: 'done', member: 'success', value: 'yes|no', reads: 'yes_or_no' },
    does: 'whether it came to pass',
    completes: ['yes', 'no'],
  },
  { name: 'actor', member: 'actor_user_id', value: 'ID', does: 'of the person with this id' },
  {
    ...{ name: 'ip', member: 'actor_ip', value: 'ADDRESS' },
    does: 'from this address; without --since, in the last seven days',
  },
  {
    ...{ name: 'about-type', member: 'resource_type', value: 'TYPE' },
    does: 'about a USER, CLIENT, TOKEN, SESSION, KEY …',
  },
  { name: 'about', member: 'resource_id', value: 'ID', does: 'about what has this id' },
  {
    ...{ name: 'since', member: 'start_time', value: 'TIME' },
    does: 'from this day (UTC) or moment on, such as 2026-01-31',
  },
  { name: 'until', member: 'end_time', value: 'TIME', does: 'up to this day or moment' },
];

const filters: readonly Field[] = rows.map((row) => ({ reads: 'text', ...row }));

const queryOf = (invocation: Invocation): Query => ({
  ...filtersOf(invocation, filters),
  search: invocation.given.text('search'),
});

const usualTail = 10;
const pollMilliseconds = 5000;
const mostAtOnce = 1000;

async function tail(invocation: Invocation): Promise<Ending> {
  const { given, output, world } = invocation;
  const limit = limitOf(invocation, usualTail);
  const query = queryOf(invocation);
  const admin = await openAdmin(invocation);
  const { items } = await admin.list({ path: events.path, query, fields: filters }, limit);
  const follows = given.has('follow');
  if (!follows || items.length > 0) printOldestFirst(invocation, items);
  let newest = idOf(items[0]);
  while (follows) {
    const waiting = output.wait({ text: 'Waiting for events' });
    await world.sleep(pollMilliseconds).finally(() => waiting.stop());
    const fresh = await eventsSince(admin, query, newest);
    newest = idOf(fresh[0]) ?? newest;
    // looking is told in the log, and would be shown with every look
    const shown = fresh.filter((event) => readText(event, 'event_type') !== 'AUDIT_LOG_VIEWED');
    if (shown.length > 0) printOldestFirst(invocation, shown);
  }
  return 'done';
}

const idOf = (event: JsonObject | undefined): string | undefined =>
  event === undefined ? undefined : readText(event, 'id');

/** The newest first, down to the one that was shown last; at most a thousand. */
async function eventsSince(
  admin: Admin,
  query: Query,
  newest: string | undefined,
): Promise<readonly JsonObject[]> {
  for (const limit of [100, mostAtOnce]) {
    const { items, goesOn } = await admin.list({ path: events.path, query, fields: filters }, limit);
    const known = items.findIndex((event) => idOf(event) === newest);
    if (known >= 0) return items.slice(0, known);
    if (!goesOn || limit === mostAtOnce) return items;
  }
  return [];
}

function printOldestFirst({ output }: Invocation, items: readonly JsonObject[]): void {
  const ordered = items.toReversed();
  const shown =
    ordered.length === 0 ? 'There are no such events.' : formatItems(ordered, columns, output.resultStyle);
  output.result(shown, ordered);
}

const outputOption: Option = {
  name: 'output',
  value: 'FILE',
  does: 'write it there, for its owner only, instead of printing it',
  completes: 'file',
};

/** A hundred thousand rows, however long. */
const longestExport = 256 * 1024 * 1024;

async function exportEvents(invocation: Invocation): Promise<Ending> {
  const { given, output, world } = invocation;
  const admin = await openAdmin(invocation);
  const call = {
    path: `${events.path}/export`,
    query: queryOf(invocation),
    fields: filters,
    longest: longestExport,
  };
  const csv = await admin.text(call);
  const file = given.text('output');
  if (file === undefined) {
    output.result(csv.replaceAll('\r\n', '\n').trimEnd(), { csv });
    return 'done';
  }
  writeExport(resolve(world.directory, file), csv);
  output.result(`Written to ${file}.`, { file });
  return 'done';
}

function writeExport(path: string, csv: string): void {
  try {
    writeFileSync(path, csv, { mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    throw new Failure('failed', {
      what: `${path} cannot be written.`,
      remedy: ['Check the path, and that you may write there.'],
      technical: { code },
      cause,
    });
  }
}

export const auditCommands: readonly Command[] = [
  listCommand(events, {
    does: 'list what happened',
    about: [
      'Lists what the audit log tells, the newest first, fifty at a time unless --limit says more. --search',
      'finds the beginning of a user name, of the name of what it is about, or of a type. Looking is told in',
      'the log as well.',
    ].join('\n'),
    filters,
    usualLimit: 50,
    example: {
      line: 'grantor audit list --done no --since 2026-01-31',
      shows: 'What failed since that day.',
    },
  }),
  command(events, 'tail', {
    does: 'show the latest of what happened',
    about: [
      'Shows the latest events, the newest last; --follow goes on with those to come, until Ctrl-C. With --json',
      'each time that there are new ones is one JSON value.',
    ].join('\n'),
    options: [
      { ...limitOption, does: `how many there were before (default ${usualTail})` },
      searchOption,
      { name: 'follow', does: 'go on with what happens from now on' },
      ...filters,
    ],
    example: { line: 'grantor audit tail --follow --severity WARNING', shows: 'Warnings as they come.' },
    run: tail,
  }),
  command(events, 'export', {
    does: 'export what happened, as CSV',
    about: [
      'Exports the events, the newest 100,000, as CSV that no spreadsheet takes for formulas. The export is',
      'told in the log as well.',
    ].join('\n'),
    options: [outputOption, searchOption, ...filters],
    example: {
      line: 'grantor audit export --since 2026-01-01 --output audit.csv',
      shows: 'A file of this year for the spreadsheet.',
    },
    run: exportEvents,
  }),
];
