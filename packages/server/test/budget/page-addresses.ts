/** Every page of the console on a filled database, looked at in every way its address can say. */

import { auditEventTypes } from '../../src/telemetry/audit-catalogue.ts';
import type { Busiest } from './large-database.ts';

/** A pattern of a route, and addresses that fit it. */
export type PageAddresses = Readonly<Record<string, readonly string[]>>;

/** Settings with which all of these pages are there. */
export const served = { ENABLE_CIBA: 'true' };

/** The ways to look at a list; `last`: the page that its last link leads to. */
const waysOf = (path: string, { searches = [], filters = [], sorts = [] }: Ways): readonly string[] => [
  path,
  `${path}?page=500`,
  `${path}?page=100&page_size=100`,
  ...searches.map((search) => `${path}?search=${encodeURIComponent(search)}`),
  ...filters.map((filter) => `${path}?${filter}`),
  ...filters.map((filter) => `${path}?${filter}&page=100&page_size=100`),
  ...sorts.flatMap((sort) => [
    `${path}?sort=${sort}`,
    `${path}?sort=-${sort}`,
    `${path}?sort=-${sort}&page=100&page_size=100`,
  ]),
];

type Ways = {
  readonly searches?: readonly string[];
  readonly filters?: readonly string[];
  readonly sorts?: readonly string[];
};

/** The pages of what is kept by hand below a path. */
const kept = (path: string, id: string): PageAddresses => ({
  [path]: [path],
  [`${path}/new`]: [`${path}/new`],
  [`${path}/{id}`]: [`${path}/${id}`],
  [`${path}/{id}/delete`]: [`${path}/${id}/delete`],
});

/** `busiest` is signed in and administers; ids are those that `fillingStatements` makes. */
export function pageAddresses({ userId, username, clientId }: Busiest): PageAddresses {
  const person = `/admin/users/${userId}`;
  const client = `/admin/clients/${clientId}`;
  const token = 'family-48271';
  const event = 'event-10000007';
  return {
    '/account': ['/account'],
    '/account/authorizations': ['/account/authorizations'],
    '/account/sessions': waysOf('/account/sessions', {
      searches: ['appl', 'nothing'],
      filters: ['status=ended', 'status=paused', 'kind=refresh', 'kind=access', `client=${clientId}`],
      sorts: ['started', 'used', 'expires'],
    }),
    '/account/sessions/revoke-all': ['/account/sessions/revoke-all'],
    '/account/requests': ['/account/requests'],
    '/account/browsers': ['/account/browsers'],
    '/account/browsers/end-others': ['/account/browsers/end-others'],
    '/account/profile': ['/account/profile'],
    '/account/connections': ['/account/connections'],
    '/account/password': ['/account/password'],
    '/account/factors': ['/account/factors'],
    '/account/activity': waysOf('/account/activity', { filters: ['success=true', 'success=false'] }),
    '/apps': waysOf('/apps', {}),
    '/apps/new': ['/apps/new'],
    '/apps/{id}': [`/apps/${clientId}`],
    ...Object.fromEntries(
      ['edit', 'regenerate-secret', 'deactivate', 'delete'].map((step) => [
        `/apps/{id}/${step}`,
        [`/apps/${clientId}/${step}`],
      ]),
    ),
    '/admin': ['/admin'],
    '/admin/users/sign-ups': ['/admin/users/sign-ups'],
    '/admin/users': waysOf('/admin/users', {
      searches: [username, 'user', 'user10000', 'given', 'given12', 'person-77', 'nobody at all'],
      filters: [
        'role=admin',
        'role=user',
        'status=active',
        'status=disabled',
        'auth_source=local',
        'auth_source=http_api',
      ],
      sorts: ['username', 'last_sign_in'],
    }),
    '/admin/users/new': ['/admin/users/new'],
    '/admin/users/{id}': [person],
    '/admin/users/{id}/edit': [`${person}/edit`],
    '/admin/users/{id}/reset-password': [`${person}/reset-password`],
    '/admin/users/{id}/reset-factors': [`${person}/reset-factors`],
    '/admin/users/{id}/disable': ['/admin/users/person-1/disable'],
    '/admin/users/{id}/delete': ['/admin/users/person-1/delete'],
    '/admin/users/{id}/sessions': [`${person}/sessions`],
    '/admin/users/{id}/authorizations': [`${person}/authorizations`],
    '/admin/sessions': waysOf('/admin/sessions', { searches: ['user', 'user100123', 'nobody'] }),
    '/admin/clients': waysOf('/admin/clients', {
      searches: ['application 9', 'client-7', 'tion', 'nothing at all'],
      filters: [
        ...['active', 'pending', 'inactive', 'change'].map((status) => `status=${status}`),
        ...['administrator', 'app', 'dynamic', 'document'].map((source) => `source=${source}`),
      ],
      sorts: ['name', 'created', 'used'],
    }),
    '/admin/clients/new': ['/admin/clients/new'],
    '/admin/clients/{id}': [client],
    '/admin/clients/{id}/edit': [`${client}/edit`],
    '/admin/clients/{id}/deactivate': [`${client}/deactivate`],
    ...Object.fromEntries(
      ['approve', 'reject', 'activate', 'changes/accept', 'changes/decline'].map((step) => [
        `/admin/clients/{id}/${step}`,
        [`${client}/${step}`],
      ]),
    ),
    '/admin/clients/{id}/make-static': ['/admin/clients/client-1/make-static'],
    '/admin/clients/{id}/secrets': [`${client}/secrets`],
    '/admin/clients/{id}/regenerate-secret': [`${client}/regenerate-secret`],
    '/admin/clients/{id}/revoke-all': [`${client}/revoke-all`],
    '/admin/clients/{id}/delete': [`${client}/delete`],
    '/admin/clients/{id}/authorizations': waysOf(`${client}/authorizations`, {
      searches: ['user', 'user100123', 'nobody'],
    }),
    '/admin/clients/documents': waysOf('/admin/clients/documents', {
      searches: ['app9', 'https://app1', 'nothing'],
    }),
    ...Object.fromEntries(
      ['refetch', 'block', 'unblock'].map((step) => [
        `/admin/clients/documents/${step}`,
        [`/admin/clients/documents/${step}`],
      ]),
    ),
    '/admin/resources': waysOf('/admin/resources', { searches: ['https://api1', 'inter', 'nothing'] }),
    '/admin/resources/new': ['/admin/resources/new'],
    ...kept('/admin/resources/scopes', 'reports-1'),
    '/admin/policies': waysOf('/admin/policies', { searches: ['type-1', 'Access', 'nothing'] }),
    '/admin/policies/details-types/{id}/try': ['/admin/policies/details-types/type-1/try'],
    ...kept('/admin/policies/details-types', 'type-1'),
    '/admin/policies/trusted-issuers/{id}/try': ['/admin/policies/trusted-issuers/issuer-1/try'],
    ...kept('/admin/policies/trusted-issuers', 'issuer-1'),
    ...kept('/admin/policies/exchange-rules', 'rule-1'),
    '/admin/tokens': waysOf('/admin/tokens', {
      searches: ['user', username, 'application', 'application 12', clientId, token, 'nothing'],
      filters: [
        ...['kind=refresh', 'kind=access'],
        ...['active', 'disabled', 'revoked'].map((status) => `status=${status}`),
        ...['active', 'disabled', 'revoked'].map((status) => `client=${clientId}&status=${status}`),
        ...['active', 'disabled', 'revoked'].map((status) => `client=client-7&status=${status}`),
        ...['scope=openid', 'scope=nothing'],
        ...[`client=${clientId}`, 'client=nothing'],
      ],
    }),
    '/admin/tokens/lookup': ['/admin/tokens/lookup'],
    '/admin/tokens/{id}/revoke': [`/admin/tokens/${token}/revoke`],
    '/admin/tokens/{id}/disable': [`/admin/tokens/${token}/disable`],
    '/admin/tokens/{id}/enable': [`/admin/tokens/${token}/enable`],
    '/admin/authorizations': waysOf('/admin/authorizations', {
      searches: ['user', username, 'application', clientId, 'nothing'],
    }),
    '/admin/audit': waysOf('/admin/audit', {
      searches: [username, 'user', 'user100123', 'TOKEN', 'application 7', 'Application 7', 'nothing'],
      filters: [
        ...auditEventTypes
          .filter((type) => ['TOKEN_REFRESHED', 'AUTHENTICATION_FAILURE', 'ADMIN_RESET'].includes(type))
          .map((type) => `event_type=${type}`),
        ...['INFO', 'WARNING', 'CRITICAL'].map((severity) => `severity=${severity}`),
        ...['success=true', 'success=false', 'severity=INFO&success=false'],
        ...['actor_ip=192.0.2.7', 'actor_ip=203.0.113.9', 'actor_ip=192.0.2.7&start_time=2026-01-01'],
        ...[`actor_user_id=${userId}`, 'actor_user_id=person-9'],
        ...[
          'resource_type=USER',
          'resource_type=KEY',
          'resource_type=KEY&severity=INFO',
          'resource_id=family-48271',
        ],
        ...['start_time=2026-01-01', 'end_time=2020-01-01', 'event_type=USER_UPDATED&success=false'],
        ...[`actor_user_id=${userId}&resource_type=KEY`, 'event_type=TOKEN_REFRESHED&resource_type=KEY'],
      ],
    }),
    '/admin/audit/{id}': [`/admin/audit/${event}`],
    '/admin/audit/api': ['/admin/audit/api'],
    '/admin/audit/api/stats': ['/admin/audit/api/stats'],
    '/admin/keys': ['/admin/keys'],
    '/admin/system': ['/admin/system'],
    '/admin/system/retry-notices': ['/admin/system/retry-notices'],
    '/admin/system/messages/{id}/send-again': ['/admin/system/messages/some-message/send-again'],
  };
}
