/** Pages about clients, apps and resources. */

import {
  acceptChange,
  activateClient,
  approveClient,
  askClientDeletion,
  askDeactivation,
  askPersonRevocation,
  askRegeneration,
  askRevokeClient,
  askSecret,
  askSecretDeletion,
  askVouching,
  deactivateClient,
  declineChange,
  deleteClientForGood,
  postRegeneration,
  postSecret,
  postSecretDeletion,
  rejectClient,
  revokeClient,
  revokePerson,
  showClient,
  showClientAuthorizations,
  vouchForClient,
} from '../admin/client.ts';
import { postClient, postClientEdit, showClientEdit, showClients, showNewClient } from '../admin/clients.ts';
import {
  askResourceDeletion,
  postResource,
  postResourceDeletion,
  postResourceEdit,
  showNewResource,
  showResource,
  showResources,
} from '../admin/resources.ts';
import {
  askAppDeactivation,
  askAppDeletion,
  askAppSecret,
  deactivateApp,
  deleteApp,
  postApp,
  postAppEdit,
  postAppSecret,
  showApp,
  showAppEdit,
  showApps,
  showNewApp,
} from '../apps/apps.ts';
import type { ConsoleHandler } from '../console/visit.ts';
import type { Route } from '../http/routes.ts';

type Shown = (paths: readonly string[], get: ConsoleHandler, post?: ConsoleHandler | null) => Route;

/** `shown`: mounts a page that only shows. */
export const clientRoutes = (shown: Shown): readonly Route[] => [
  shown(['/admin/clients'], showClients, postClient),
  shown(['/admin/clients/new'], showNewClient),
  shown(['/admin/clients/{id}'], showClient, postClientEdit),
  shown(['/admin/clients/{id}/edit', '/admin/clients/{id}/update'], showClientEdit, postClientEdit),
  shown(['/admin/clients/{id}/approve'], showClient, approveClient),
  shown(['/admin/clients/{id}/reject'], showClient, rejectClient),
  shown(['/admin/clients/{id}/activate'], showClient, activateClient),
  shown(['/admin/clients/{id}/deactivate'], askDeactivation, deactivateClient),
  shown(['/admin/clients/{id}/make-static'], askVouching, vouchForClient),
  shown(['/admin/clients/{id}/secrets'], askSecret, postSecret),
  shown(['/admin/clients/{id}/regenerate-secret'], askRegeneration, postRegeneration),
  shown(['/admin/clients/{id}/delete-secret'], askSecretDeletion, postSecretDeletion),
  shown(['/admin/clients/{id}/revoke-all'], askRevokeClient, revokeClient),
  shown(['/admin/clients/{id}/delete'], askClientDeletion, deleteClientForGood),
  shown(['/admin/clients/{id}/changes/accept'], showClient, acceptChange),
  shown(['/admin/clients/{id}/changes/decline'], showClient, declineChange),
  shown(['/admin/clients/{id}/authorizations'], showClientAuthorizations),
  shown(['/admin/clients/{id}/revoke-authorization'], askPersonRevocation, revokePerson),
  shown(['/admin/resources'], showResources, postResource),
  shown(['/admin/resources/new'], showNewResource),
  shown(['/admin/resources/{id}'], showResource, postResourceEdit),
  shown(['/admin/resources/{id}/delete'], askResourceDeletion, postResourceDeletion),
  shown(['/apps'], showApps, postApp),
  shown(['/apps/new'], showNewApp),
  shown(['/apps/{id}'], showApp, postAppEdit),
  shown(['/apps/{id}/edit'], showAppEdit, postAppEdit),
  shown(['/apps/{id}/regenerate-secret'], askAppSecret, postAppSecret),
  shown(['/apps/{id}/deactivate'], askAppDeactivation, deactivateApp),
  shown(['/apps/{id}/delete'], askAppDeletion, deleteApp),
];
