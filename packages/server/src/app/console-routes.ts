/** What administrators, owners of applications and readers of the documentation look at: loaded when somebody does. */

import type { Route } from '../http/routes.ts';
import type { Site } from '../site/site.ts';
import { auditRoutes } from './audit-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { documentationRoutes } from './documentation-routes.ts';
import { issuanceRoutes } from './issuance-routes.ts';
import { mountsFor } from './page-mounts.ts';
import { peopleRoutes } from './people-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { resourceRoutes } from './resource-routes.ts';
import { upkeepRoutes } from './upkeep-routes.ts';

export function consoleRoutes(site: Site): readonly Route[] {
  const mounts = mountsFor(site);
  return [
    ...auditRoutes(mounts),
    ...peopleRoutes(mounts),
    ...clientRoutes(mounts),
    ...resourceRoutes(mounts),
    ...policyRoutes(mounts),
    ...(site.credentials === null ? [] : issuanceRoutes(mounts)),
    ...upkeepRoutes(mounts),
    ...documentationRoutes(mounts),
  ];
}
