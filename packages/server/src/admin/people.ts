/** Everybody with an account, as administrators look them up (product.md §12.3). */

import { listView } from '../console/list-view.ts';
import { forAdministrator, show } from '../console/visit.ts';
import { peoplePage } from '../pages/index.ts';
import { listPeople, peopleSorts } from '../store/people.ts';
import { countSignUps } from '../store/sign-ups.ts';
import { assertKeptHere, personRow } from './person.ts';

const rules = {
  sorts: peopleSorts,
  filters: { role: ['admin', 'user'], status: ['active', 'disabled'], auth_source: ['local', 'http_api'] },
} as const;

export const showPeople = forAdministrator(async (visit) => {
  assertKeptHere(visit.site);
  const view = listView(visit.exchange, rules);
  const { role, status, auth_source: authSource } = view.filters;
  const selection = {
    search: view.search,
    role: rules.filters.role.find((known) => known === role),
    status: rules.filters.status.find((known) => known === status),
    authSource,
  };
  const by = peopleSorts.find((known) => known === view.sort?.by) ?? 'username';
  const order = { by, direction: view.sort?.direction ?? 'asc' } as const;
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const { rows, total } = await listPeople(visit.site.database, selection, { order, range });
  const signUps = await countSignUps(visit.site.database.kysely);
  const shown = rows.map(({ user, factors }) => ({ ...personRow(user), factors }));
  return show(visit, (frame) => peoplePage({ view, total, rows: shown, signUps }, frame));
});
