/** Pages of administration about credentials, where ENABLE_VCI is set. */

import {
  askCredentialEnd,
  postApproval,
  postCredentialEnd,
  postDenial,
  postOffer,
  showCredentials,
} from '../admin/credentials.ts';
import { credentialConfigurationPages } from '../admin/policies.ts';
import type { Route } from '../http/routes.ts';
import { credentialsPath, policyPaths } from '../pages/index.ts';
import type { Mounts } from './page-mounts.ts';
import { recordRoutes } from './policy-routes.ts';

export const issuanceRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown([credentialsPath], showCredentials),
  shown([`${credentialsPath}/offers`], showCredentials, postOffer),
  shown([`${credentialsPath}/{id}/approve`], showCredentials, postApproval),
  shown([`${credentialsPath}/{id}/deny`], showCredentials, postDenial),
  shown([`${credentialsPath}/{id}/revoke`], askCredentialEnd, postCredentialEnd),
  ...recordRoutes(shown, {
    path: policyPaths.credential_configuration,
    pages: credentialConfigurationPages,
    list: showCredentials,
  }),
];
