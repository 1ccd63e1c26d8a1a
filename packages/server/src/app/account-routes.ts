/** Pages of people about themselves. */

import { showAccount, showRoot } from '../account/account.ts';
import { showActivity } from '../account/activity.ts';
import {
  askGrantEnd,
  askRevocation,
  endGrant,
  revokeAuthorization,
  showAuthorizations,
} from '../account/authorizations.ts';
import { askBrowserEnd, askOthersEnd, endBrowser, endOthers, showBrowsers } from '../account/browsers.ts';
import {
  askDisconnection,
  disconnect,
  leadToConnections,
  linkProvider,
  showConnections,
} from '../account/connections.ts';
import { leadToOwnPassword, postOwnPassword, showOwnPassword } from '../account/password.ts';
import { postPreferences } from '../account/preferences.ts';
import {
  postAddressCode,
  postNotices,
  postProfile,
  postSendVerification,
  showProfile,
} from '../account/profile.ts';
import { decideRequest, showRequest, showRequests } from '../account/requests.ts';
import {
  askRevokeAll,
  askSessionEnd,
  askSessionPause,
  askSessionResumption,
  endTokenSession,
  pauseTokenSession,
  resumeTokenSession,
  revokeEverything,
  showTokenSessions,
} from '../account/token-sessions.ts';
import type { Route } from '../http/routes.ts';
import { requestsPath } from '../pages/index.ts';
import { landing } from '../site/redirect.ts';
import type { Mounts } from './page-mounts.ts';

/** Where clients may ask people whom they name. */
export const requestRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown([requestsPath], showRequests),
  shown([`${requestsPath}/{id}`], showRequest, decideRequest),
];

export const accountRoutes = ({ shown, page }: Mounts): readonly Route[] => [
  shown(['/'], showRoot),
  shown(['/account'], showAccount),
  shown(['/account/authorizations'], showAuthorizations),
  shown(['/account/authorizations/{id}/revoke'], askRevocation, revokeAuthorization),
  shown(['/account/authorizations/grants/{id}/revoke'], askGrantEnd, endGrant),
  shown([landing], showTokenSessions),
  shown([`${landing}/revoke-all`], askRevokeAll, revokeEverything),
  shown([`${landing}/{id}/revoke`], askSessionEnd, endTokenSession),
  shown([`${landing}/{id}/disable`], askSessionPause, pauseTokenSession),
  shown([`${landing}/{id}/enable`], askSessionResumption, resumeTokenSession),
  shown(['/account/browsers'], showBrowsers),
  shown(['/account/browsers/end-others'], askOthersEnd, endOthers),
  shown(['/account/browsers/{id}/end'], askBrowserEnd, endBrowser),
  shown(['/account/profile'], showProfile, postProfile),
  shown(['/account/profile/notices'], showProfile, postNotices),
  shown(['/account/profile/confirm-address'], showProfile, postAddressCode),
  shown(['/account/profile/send-verification'], showProfile, postSendVerification),
  shown(['/account/connections'], showConnections),
  page(['/account/connections/{id}/link'], leadToConnections, linkProvider),
  shown(['/account/connections/{id}/delete'], askDisconnection, disconnect),
  shown(['/account/password'], showOwnPassword, postOwnPassword),
  shown(['/.well-known/change-password'], leadToOwnPassword),
  shown(['/account/activity'], showActivity),
  page(['/preferences'], null, postPreferences),
];
