/** What pages of the console have in common, in every state: frames, lists that are full, narrowed and empty. */
import { type ConsoleFrame, consoleLayout } from '../../src/pages/console/layout.ts';
import { type List, type ListView, listing } from '../../src/pages/console/list.ts';
import type { Frame, Html, PolicyVariant } from '../../src/pages/index.ts';
import { html } from '../../src/pages/markup/html.ts';
import { icons } from '../../src/pages/markup/icons.ts';
import { wordsOfFactors } from './factor-words.ts';

/** Epoch seconds of every example. */
export const now = 1_795_000_000;

export type ConsoleExample = {
  readonly name: string;
  readonly policy: PolicyVariant;
  readonly render: (frame: Frame) => Html;
};

export const consoleExample = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample => ({
  name,
  policy: { kind: 'account' },
  render: (frame) => render({ ...frame, now }),
});

/** The frame of an administrator's page. */
export const asAdministrator = (frame: ConsoleFrame): ConsoleFrame => ({
  ...frame,
  account: { username: 'maria.keller', name: 'Maria Keller', role: 'admin' },
});

/** A list as its address says without parameters. */
export const plainView: ListView = { page: 1, pageSize: 20, search: '', sort: null, filters: {} };

type Row = { readonly name: string; readonly kind: string };

const listOf = (rows: readonly Row[], change: Partial<List<Row>>): List<Row> => ({
  ...{
    path: '/admin',
    caption: 'Northwind',
    view: plainView,
    rows,
    total: { count: rows.length, exact: true },
  },
  name: ({ name }) => html`<span class="cell-name"><span>${name}</span></span>`,
  nameColumn: { label: 'Northwind', sort: 'name' },
  columns: [{ label: 'Acme', cell: ({ kind }) => kind }],
  act: ({ name }) => html`<a class="button small" href="/admin">${name}</a>`,
  searchLabel: 'Acme',
  filters: [{ name: 'kind', label: 'Acme', options: [{ value: 'a', label: 'Northwind' }] }],
  empty: { icon: icons.people, title: 'Acme', sentence: 'Acme' },
  ...change,
});

export const longName = 'a'.repeat(64);

/** What the models of console pages say, which is no text of ours; longer ones first. */
export const wordsOfModels: readonly string[] = [
  ...wordsOfFactors,
  longName,
  'Maria Keller',
  'maria.keller',
  'Maria',
  'Keller',
  'Northwind',
  'maria',
  'Microsoft',
  'GitHub',
  'GitLab',
  'Gitea',
];

const twenty: readonly Row[] = Array.from({ length: 20 }, (_, index) => ({
  name: index === 3 ? longName : `maria.${index}`,
  kind: 'Northwind',
}));

const sorted: ListView = {
  ...plainView,
  page: 2,
  search: 'maria',
  sort: { by: 'name', direction: 'asc' },
  filters: { kind: 'a' },
};

const listExamples: readonly (readonly [string, List<Row>])[] = [
  [
    'list-full',
    listOf(twenty, { total: { count: 10_000, exact: false }, isOver: ({ name }) => name === 'maria.1' }),
  ],
  ['list-sorted', listOf(twenty, { view: sorted, total: { count: 40, exact: true } })],
  ['list-one', listOf(twenty.slice(0, 1), {})],
  ['list-empty', listOf([], {})],
  ['list-nothing-found', listOf([], { view: { ...plainView, search: 'maria' } })],
  ['list-nothing-filtered', listOf([], { view: { ...plainView, filters: { kind: 'a' } } })],
];

export const consoleExamples: readonly ConsoleExample[] = listExamples.map(([name, list]) =>
  consoleExample(name, (frame) =>
    consoleLayout(
      { title: 'Northwind', section: '/admin', content: listing(list, frame) },
      asAdministrator(frame),
    ),
  ),
);

/** All of a list on its one page. */
export const whole = (rows: readonly unknown[]) => ({
  total: { count: rows.length, exact: true },
  view: plainView,
});
