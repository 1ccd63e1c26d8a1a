import { auditOperations } from './audit.ts';
import { authorizationOperations } from './authorizations.ts';
import { clientAccessOperations } from './client-access.ts';
import { clientChangeOperations } from './client-changes.ts';
import { clientDocumentOperations } from './client-documents.ts';
import { clientSecretOperations } from './client-secrets.ts';
import { clientOperations } from './clients.ts';
import { connectionOperations } from './connections.ts';
import { credentialConfigurationOperations } from './credential-configurations.ts';
import { credentialOperations } from './credentials.ts';
import { detailsTypeOperations } from './details-types.ts';
import { factorOperations } from './factors.ts';
import { foreignSubjectOperations } from './foreign-subjects.ts';
import { keyOperations } from './keys.ts';
import { messageOperations } from './messages.ts';
import type { Operation } from './operation.ts';
import { policyOperations } from './policies.ts';
import { resourceOperations } from './resources.ts';
import { scopeOperations } from './scopes.ts';
import { sessionOperations } from './sessions.ts';
import { signUpOperations } from './sign-ups.ts';
import { statisticsOperations } from './statistics.ts';
import { systemOperations } from './system.ts';
import { tokenOperations } from './tokens.ts';
import { userAccessOperations } from './user-access.ts';
import { userOperations } from './users.ts';

/** Everything the management API does: routes, validation and its description come from these rows. */
const operations: readonly Operation[] = [
  ...userOperations,
  ...userAccessOperations,
  ...signUpOperations,
  ...factorOperations,
  ...foreignSubjectOperations,
  ...clientOperations,
  ...clientSecretOperations,
  ...clientChangeOperations,
  ...clientAccessOperations,
  ...clientDocumentOperations,
  ...resourceOperations,
  ...scopeOperations,
  ...detailsTypeOperations,
  ...policyOperations,
  ...credentialConfigurationOperations,
  ...credentialOperations,
  ...authorizationOperations,
  ...tokenOperations,
  ...connectionOperations,
  ...sessionOperations,
  ...keyOperations,
  ...auditOperations,
  ...messageOperations,
  ...statisticsOperations,
  ...systemOperations,
];

/** Those of a server that issues credentials, or of one that does not. */
export const operationsWith = (credentials: 'served' | 'refused'): readonly Operation[] =>
  credentials === 'served' ? operations : operations.filter(({ tag }) => tag !== 'credentials');
