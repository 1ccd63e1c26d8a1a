/** What administrators lay down, on one page (product.md §12.3 /admin/policies). */

import { listView } from '../console/list-view.ts';
import { pathKey } from '../console/path-key.ts';
import { forAdministrator, show } from '../console/visit.ts';
import { type PoliciesModel, type PolicyRow, policiesPage, policyPaths } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { listDetailsTypeRows } from '../store/details-types.ts';
import { readPolicies } from '../store/policies.ts';
import { detailsTypePath } from './details-types.ts';

/** As many records of a kind as the page shows; more are the management API's. */
const most = 500;

const abouts = { assertion: 'assertion', 'id-jag': 'id_jag', workload: 'workload' } as const;

export const showPolicies = forAdministrator(async (visit) => {
  const view = listView(visit.exchange);
  const { database } = visit.site;
  const [types, records] = await Promise.all([
    listDetailsTypeRows(database, {
      search: view.search,
      limit: view.pageSize,
      offset: (view.page - 1) * view.pageSize,
    }),
    recordsOf(database),
  ]);
  const rows = types.rows.map(({ id, title }) => ({
    path: detailsTypePath(id),
    type: id,
    title: title.text,
  }));
  const model = { ...records, details: { view, total: types.total, rows } };
  return show(visit, (frame) => policiesPage(model, frame));
});

async function recordsOf(database: Site['database']): Promise<Omit<PoliciesModel, 'details'>> {
  const behind = { limit: most, after: undefined };
  const [issuers, rules] = await Promise.all([
    readPolicies(database, 'trusted_issuer', behind),
    readPolicies(database, 'exchange_rule', behind),
  ]);
  return {
    trusted_issuer: issuers.map(
      ({ id, kind, issuer, scopes }): PolicyRow => ({
        ...{
          path: `${policyPaths.trusted_issuer}/${pathKey(id)}`,
          id,
          about: abouts[kind],
          who: issuer,
          scopes,
        },
      }),
    ),
    exchange_rule: rules.map(
      ({ id, mode, client, scopes, idJag }): PolicyRow => ({
        ...{ path: `${policyPaths.exchange_rule}/${pathKey(id)}`, id, who: client, scopes },
        about: idJag === null ? mode : 'elsewhere',
      }),
    ),
  };
}
