import { specification } from './requirement.ts';

/** Grant Management for OAuth 2.0. */
export const grantManagement = specification('Grant Management', [
  ['2', 'MUST', 'A grant is what a person allowed a client, named by an id.'],
  ['5.1', 'MUST', 'Grants are managed by confidential clients only.'],
  ['5.2', 'MUST', 'A request creates a grant, merges into one, or replaces one.'],
  ['5.3', 'MUST', 'The authorization response does not name the grant.'],
  ['5.4', 'MUST', 'An id that fits no action, or no grant of client and person, is refused.'],
  ['5.5', 'MUST', 'The token response names the grant.'],
  ['6', 'MUST', 'Grants are looked at and ended at an endpoint.'],
  ['6.1', 'MUST', 'Access tokens open it: with grant_management_query, with grant_management_revoke.'],
  ['6.3', 'MUST', 'A grant is queried by GET.'],
  ['6.4', 'MUST', 'The answer holds scopes by resource, claims and authorization details; it is not stored.'],
  ['6.5', 'MUST', 'A grant is revoked by DELETE: 204, and its refresh tokens are over.'],
  [
    '6.6',
    'MUST',
    'A token that is no good is 401, one without the scope 403, a grant that is not there 404.',
  ],
  ['7.1', 'MUST', 'Metadata names the endpoint, the actions, and whether one is required.'],
]);
