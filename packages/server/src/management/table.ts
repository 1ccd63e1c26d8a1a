import { auditOperations } from './audit.ts';
import { clientAccessOperations } from './client-access.ts';
import { clientChangeOperations } from './client-changes.ts';
import { clientSecretOperations } from './client-secrets.ts';
import { clientOperations } from './clients.ts';
import { keyOperations } from './keys.ts';
import type { Operation } from './operation.ts';
import { resourceOperations } from './resources.ts';
import { sessionOperations } from './sessions.ts';
import { statisticsOperations } from './statistics.ts';
import { userAccessOperations } from './user-access.ts';
import { userOperations } from './users.ts';

/** Everything the management API does: routes, validation and its description come from these rows. */
export const operations: readonly Operation[] = [
  ...userOperations,
  ...userAccessOperations,
  ...clientOperations,
  ...clientSecretOperations,
  ...clientChangeOperations,
  ...clientAccessOperations,
  ...resourceOperations,
  ...auditOperations,
  ...sessionOperations,
  ...keyOperations,
  ...statisticsOperations,
];
