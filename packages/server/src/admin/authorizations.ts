/** What everybody allowed (product.md §12.3 /admin/authorizations); it is taken back where the person's are, and leads back here. */

import { clientId, secondOf, userId } from '@grantor/protocol';
import { authorizationId } from '../account/authorizations.ts';
import { listView } from '../console/list-view.ts';
import { pathKey } from '../console/path-key.ts';
import { forAdministrator, show } from '../console/visit.ts';
import { everyAuthorizationPage } from '../pages/index.ts';
import { listEveryConsent } from '../store/consent-list.ts';
import { clientsSection } from './clients.ts';
import { personPath } from './person-path.ts';

export const showEveryAuthorization = forAdministrator(async (visit) => {
  const { site } = visit;
  const view = listView(visit.exchange);
  const { rows, total } = await listEveryConsent(
    site.database,
    { search: view.search, now: secondOf(site.now()) },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  const shown = rows.map((row) => {
    const path = personPath(row.userId);
    const id = authorizationId(userId(row.userId), clientId(row.clientId));
    return {
      revokePath: `${path}/authorizations/${id}/revoke?from=all`,
      person: { path, username: row.username },
      client: { path: `${clientsSection}/${pathKey(row.clientId)}`, name: row.clientName ?? row.clientId },
      scopes: row.scope,
      since: secondOf(row.givenAt),
      ...(row.lastUsedAt === null ? {} : { lastUsedAt: secondOf(row.lastUsedAt) }),
      sessions: row.live,
    };
  });
  return show(visit, (frame) => everyAuthorizationPage({ view, total, rows: shown }, frame));
});
