/** What holders see of their credentials, where ENABLE_VCI is set. */

import {
  askOwnCredentialEnd,
  endOwnCredential,
  postOwnOffer,
  showOwnCredentials,
} from '../account/credentials.ts';
import type { Route } from '../http/routes.ts';
import { ownCredentialsPath } from '../pages/index.ts';
import type { Mounts } from './page-mounts.ts';

export const credentialPages = ({ shown }: Mounts): readonly Route[] => [
  shown([ownCredentialsPath], showOwnCredentials),
  shown([`${ownCredentialsPath}/{id}/offer`], showOwnCredentials, postOwnOffer),
  shown([`${ownCredentialsPath}/{id}/revoke`], askOwnCredentialEnd, endOwnCredential),
];
