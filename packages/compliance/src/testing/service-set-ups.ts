import type { ServiceSettings } from '../protected/service-settings.ts';

// The services that a target of the repository runs, each set up in its own way.

const INTROSPECTOR = { clientId: 'service', clientSecret: 'a-secret-of-the-service-0123456789abcdef' };

/** What a service with cookies says to the pages of one site. */
const OWN_CORS = {
  'access-control-allow-origin': 'https://app.example',
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Mcp-Session-Id',
  vary: 'Origin',
};

type Difference = Partial<Omit<ServiceSettings, 'name' | 'issuer'>> & { readonly slash?: true };

const SERVICES: Readonly<Record<string, Difference>> = {
  plain: {},
  scoped: { scopes: ['files:read', 'files:write'] },
  slash: { slash: true },
  dpop: { dpop: 'accepted' },
  guarded: { signIn: { acr: ['2', 'phr'], maxAge: 300 } },
  opaque: { introspection: INTROSPECTOR },
  open: { public: '/health' },
  speaking: { says: OWN_CORS },
  unguarded: { authentication: 'off' },
  mounted: { path: '/mounted/mcp', mount: '/mounted' },
  flood: {},
  rotating: {},
  parallel: {},
  warm: {},
  cold: {},
  garbled: {},
  stranger: {},
  impostor: {},
  neighbour: {},
  page: {},
  'opaque-parallel': { introspection: INTROSPECTOR },
  'opaque-outage': { introspection: INTROSPECTOR },
};

/** The settings of all services, whose issuers live below `issuers`. */
export function serviceSettings(issuers: string): readonly ServiceSettings[] {
  return Object.entries(SERVICES).map(([name, { slash, ...difference }]) => ({
    name,
    path: `/${name}/mcp`,
    issuer: `${issuers}/${name}${slash === true ? '/' : ''}`,
    scopes: [],
    dpop: 'off',
    isMarked: true,
    ...difference,
  }));
}
