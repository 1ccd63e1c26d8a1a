/** Pages about what runs and what was handed out: tokens, authorizations, keys and the process. */

import { showEveryAuthorization } from '../admin/authorizations.ts';
import { postBlock, postRefetch, postUnblock, showDocuments } from '../admin/documents.ts';
import { askRotation, postRotation, retirement, showKeys } from '../admin/keys.ts';
import { postMessageAgain, postNoticeRetry, showSystem } from '../admin/system.ts';
import {
  askTokenPause,
  askTokenResumption,
  askTokenRevocation,
  postTokenLookup,
  postTokenPause,
  postTokenResumption,
  postTokenRevocation,
  showTokenLookup,
  showTokens,
} from '../admin/tokens.ts';
import type { Route } from '../http/routes.ts';
import { tokensPath } from '../pages/index.ts';
import type { Mounts } from './page-mounts.ts';

export const upkeepRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown([tokensPath], showTokens),
  shown([`${tokensPath}/lookup`], showTokenLookup, postTokenLookup),
  shown([`${tokensPath}/{id}/revoke`], askTokenRevocation, postTokenRevocation),
  shown([`${tokensPath}/{id}/disable`], askTokenPause, postTokenPause),
  shown([`${tokensPath}/{id}/enable`], askTokenResumption, postTokenResumption),
  shown(['/admin/authorizations'], showEveryAuthorization),
  shown(['/admin/clients/documents'], showDocuments),
  shown(['/admin/clients/documents/refetch'], showDocuments, postRefetch),
  shown(['/admin/clients/documents/block'], showDocuments, postBlock),
  shown(['/admin/clients/documents/unblock'], showDocuments, postUnblock),
  shown(['/admin/keys'], showKeys),
  shown(['/admin/keys/rotate'], askRotation, postRotation),
  shown(['/admin/keys/{id}/retire'], retirement.ask, retirement.post),
  shown(['/admin/system'], showSystem),
  shown(['/admin/system/retry-notices'], showSystem, postNoticeRetry),
  shown(['/admin/system/messages/{id}/send-again'], showSystem, postMessageAgain),
];
