/** The pages of administrators. */
export const en = {
  admin_overview: 'Dashboard',
  admin_lead: 'What {site} is doing, and what needs you.',
  admin_users: 'Users',
  admin_users_more: 'Administrators: {administrators}, disabled: {disabled}',
  admin_clients: 'Clients',
  admin_clients_more: { one: '{count} is waiting for approval', other: '{count} are waiting for approval' },
  no_data_yet: 'No data yet',
  as_table: 'Show as table',
  day: 'Day',
  admin_live: 'Live access',
  admin_live_more: {
    one: 'connections of applications; {count} opaque token',
    other: 'connections of applications; {count} opaque tokens',
  },
  chart_sign_ins: 'Sign-ins a day',
  chart_succeeded: 'Succeeded',
  chart_failed: 'Failed',
  chart_tokens: 'Tokens a day, by grant',
  grant_code: 'Authorization code',
  grant_refresh: 'Refresh',
  grant_client: 'Client credentials',
  grant_device: 'Devices and others',
  chart_people: 'Active people a day',
  chart_clients: 'Clients with the most tokens',
  latest_events: 'Latest events',
  warning_http_issuer:
    'The issuer is an http address on a public name: everybody on the way can read tokens. Set BASE_URL to https.',
  warning_audit_dropped:
    'Audit entries were dropped because the database was too slow. See AUDIT_LOG_BUFFER_SIZE.',
  warning_notices_failed: 'Some sign-out notices could not be delivered.',
  warning_forwarding_ignored:
    'A proxy sends forwarding headers, but TRUSTED_PROXIES does not name it: they are ignored, and everybody seems to come from one address.',
  warning_key_overdue: 'A signing key is older than KEY_ROTATION_INTERVAL allows.',
  warning_pkce_exempt:
    'Some clients are exempt from PKCE: codes they receive can be stolen and used by others.',
  warning_remedy: 'Open “{place}”',
  warning_self_unguarded: 'You have no second factor: your password alone opens the administration.',
  warning_admin_unguarded:
    'An administrator has no second factor: a password alone opens the administration.',
  warning_provider_empty:
    'A provider is set up that admits nobody: the list of people it may let in is empty. Name somebody in its setting.',
} as const;
