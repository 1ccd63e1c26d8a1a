/** Owns the navigation: which places there are at the side, and who finds them. */
import type { Icon } from '../markup/icons.ts';
import type { PlainKey } from '../text/catalogue.ts';

type Place = { readonly path: string; readonly label: PlainKey; readonly icon: Icon };

const account = [
  { path: '/account', label: 'account_overview', icon: 'person' },
  { path: '/account/profile', label: 'profile', icon: 'profile' },
  { path: '/account/authorizations', label: 'authorizations', icon: 'apps' },
  { path: '/account/browsers', label: 'browsers_title', icon: 'browser' },
  { path: '/account/connections', label: 'connections_title', icon: 'place' },
  { path: '/account/password', label: 'own_password', icon: 'lock' },
  { path: '/account/factors', label: 'factors_title', icon: 'shield' },
  { path: '/account/credentials', label: 'credentials_title', icon: 'phone' },
  { path: '/account/activity', label: 'activity', icon: 'list' },
  { path: '/apps', label: 'own_apps', icon: 'star' },
] as const satisfies readonly Place[];

const administration = [
  { path: '/admin', label: 'admin_overview', icon: 'gauge' },
  { path: '/admin/users', label: 'admin_users', icon: 'people' },
  { path: '/admin/clients', label: 'admin_clients', icon: 'apps' },
  { path: '/admin/tokens', label: 'tokens_title', icon: 'key' },
  { path: '/admin/authorizations', label: 'every_authorization_title', icon: 'check' },
  { path: '/admin/sessions', label: 'all_sessions', icon: 'browser' },
  { path: '/admin/connections', label: 'every_connection_title', icon: 'globe' },
  { path: '/admin/resources', label: 'resources_title', icon: 'place' },
  { path: '/admin/policies', label: 'policies_title', icon: 'shield' },
  { path: '/admin/credentials', label: 'credentials_title', icon: 'phone' },
  { path: '/admin/keys', label: 'keys_title', icon: 'lock' },
  { path: '/admin/audit', label: 'audit_title', icon: 'list' },
  { path: '/admin/system', label: 'system_title', icon: 'info' },
] as const satisfies readonly Place[];

/** The parts of the console; `audience`: whom the top bar leads there. */
export const areas = [
  { home: '/account', label: 'account_area', pages: 'account_pages', audience: 'everyone', places: account },
  {
    home: '/admin',
    label: 'admin_area',
    pages: 'admin_pages',
    audience: 'administrators',
    places: administration,
  },
] as const satisfies readonly {
  readonly home: string;
  readonly label: PlainKey;
  readonly pages: PlainKey;
  readonly audience: 'everyone' | 'administrators';
  readonly places: readonly Place[];
}[];

export type Area = (typeof areas)[number];
export type Section = Area['places'][number]['path'];

export const areaOf = (section: Section): Area =>
  areas.find(({ places }) => places.some(({ path }) => path === section)) ?? areas[0];
