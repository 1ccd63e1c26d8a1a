// The services a target runs, each with one issuer; a target that is one running URL has `plain` only.

export interface ServiceSettings {
  readonly name: string;
  /** Of the public URL; the resource is this below the origin. */
  readonly path: string;
  /** Exactly as in `iss`. */
  readonly issuer: string;
  /** Required of every request. */
  readonly scopes: readonly string[];
  readonly dpop: 'off' | 'accepted';
  /** The credentials of the service at the introspection endpoint of its issuer. */
  readonly introspection?: { readonly clientId: string; readonly clientSecret: string };
  /** Everybody on this computer is its owner, without any token. */
  readonly authentication?: 'off';
  /** Below the path: what may be asked for without a token. */
  readonly public?: string;
  /** Headers that the service itself puts into its answers. */
  readonly says?: Readonly<Record<string, string>>;
  /** The part of the path that something before the service takes away. */
  readonly mount?: string;
  /** Whether its answers tell that the request went through. */
  readonly isMarked: boolean;
}

export const INTROSPECTOR = { clientId: 'service', clientSecret: 'a-secret-of-the-service-0123456789abcdef' };

/** What a service with cookies says to the pages of one site. */
export const OWN_CORS = {
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
