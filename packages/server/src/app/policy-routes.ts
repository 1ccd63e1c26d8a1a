/** Pages about types of authorization details, trusted issuers and exchange rules. */

import {
  detailsTypeDeletion,
  postDetailsType,
  postDetailsTypeEdit,
  showDetailsType,
  showNewDetailsType,
  tryDetailsType,
} from '../admin/details-types.ts';
import { exchangeRulePages, trustedIssuerPages } from '../admin/policies.ts';
import { showPolicies } from '../admin/policy-list.ts';
import type { Route } from '../http/routes.ts';
import { policyPaths } from '../pages/index.ts';
import type { Mounts, PageHandler } from './page-mounts.ts';

export const policyRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/admin/policies'], showPolicies),
  shown(['/admin/policies/details-types'], showPolicies, postDetailsType),
  shown(['/admin/policies/details-types/new'], showNewDetailsType),
  shown(['/admin/policies/details-types/{id}'], showDetailsType, postDetailsTypeEdit),
  shown(['/admin/policies/details-types/{id}/try'], showDetailsType, tryDetailsType),
  shown(['/admin/policies/details-types/{id}/delete'], detailsTypeDeletion.ask, detailsTypeDeletion.post),
  ...recordRoutes(shown, {
    path: policyPaths.trusted_issuer,
    pages: trustedIssuerPages,
    list: showPolicies,
  }),
  shown([`${policyPaths.trusted_issuer}/{id}/try`], trustedIssuerPages.show, trustedIssuerPages.postTrial),
  ...recordRoutes(shown, {
    path: policyPaths.exchange_rule,
    pages: exchangeRulePages,
    list: showPolicies,
  }),
];

type Records = {
  readonly path: string;
  readonly pages: Omit<typeof trustedIssuerPages, 'postTrial'>;
  /** Shows them all. */
  readonly list: PageHandler;
};

/** The pages of records of one kind. */
export const recordRoutes = (shown: Mounts['shown'], { path, pages, list }: Records): readonly Route[] => [
  shown([path], list, pages.post),
  shown([`${path}/new`], pages.showNew),
  shown([`${path}/{id}`], pages.show, pages.postEdit),
  shown([`${path}/{id}/delete`], pages.deletion.ask, pages.deletion.post),
];
