/** Pages about resources, and about scopes that belong to none. */

import {
  postResource,
  postResourceEdit,
  resourceDeletion,
  showNewResource,
  showResource,
  showResources,
} from '../admin/resources.ts';
import { postScope, postScopeEdit, scopeDeletion, showNewScope, showScope } from '../admin/scopes.ts';
import type { Route } from '../http/routes.ts';
import { scopesPath } from '../pages/index.ts';
import type { Mounts } from './page-mounts.ts';

export const resourceRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/admin/resources'], showResources, postResource),
  shown(['/admin/resources/new'], showNewResource),
  shown([scopesPath], showResources, postScope),
  shown([`${scopesPath}/new`], showNewScope),
  shown([`${scopesPath}/{id}`], showScope, postScopeEdit),
  shown([`${scopesPath}/{id}/delete`], scopeDeletion.ask, scopeDeletion.post),
  shown(['/admin/resources/{id}'], showResource, postResourceEdit),
  shown(['/admin/resources/{id}/delete'], resourceDeletion.ask, resourceDeletion.post),
];
