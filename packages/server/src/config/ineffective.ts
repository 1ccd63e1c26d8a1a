import type { Notice } from './types.ts';

type Ineffective = { readonly names: RegExp; readonly because: string };

const absent = (names: RegExp, feature: string): Ineffective => ({
  names,
  because: `this version has no ${feature}`,
});

const provider = '(?:GITHUB|GITEA|GITLAB|MICROSOFT)';

/** Known names that change nothing here (operations K-4). First match speaks. */
const ineffective: readonly Ineffective[] = [
  {
    names: /_RATE_LIMIT_BURST$|^RATE_LIMIT_CLEANUP_INTERVAL$/,
    because: 'limits refill continuously and bound their own memory',
  },
  { names: /_CACHE_SIZE_PER_CONN$/, because: 'CACHE_MAX_ENTRIES bounds the caches' },
  { names: /^CLIENT_COUNT_CACHE_/, because: 'the count of waiting clients needs no cache of its own' },
  { names: /^DB_MAX_IDLE_CONNS$/, because: 'DB_CONN_MAX_IDLE_TIME bounds idle connections' },
  { names: /^CORS_ALLOWED_(?:METHODS|HEADERS)$/, because: 'they follow from endpoint and preflight' },
  { names: /^STATIC_CACHE_MAX_AGE$/, because: 'static files are named by their content' },
  {
    names: /^(?:CACHE_INIT|CACHE_CLOSE|REDIS_CLOSE|DB_CLOSE)_TIMEOUT$/,
    because: 'starting and stopping have one timeout each',
  },
  absent(/^TLS_(?:CERT|KEY)_FILE$/, 'TLS listener of its own: put a proxy in front'),
  absent(/^MTLS_(?:PORT|CERT_HEADER|CA_FILE)$/, 'client certificates'),
  absent(/^ENABLE_SWAGGER$/, 'API description page'),
  absent(/^WORKERS$/, 'worker processes'),
  absent(/^PROFILE$/, 'security profile but oauth21'),
  absent(/^EXTRA_CLAIMS_(?:ENABLED|MAX_RAW_SIZE|MAX_KEYS|MAX_VAL_SIZE)$/, 'claims supplied by callers'),
  absent(/^PAR_(?:REQUIRED|EXPIRATION)$/, 'pushed authorization requests'),
  absent(/^ENABLE_REQUEST_URI$/, 'request objects'),
  absent(/^ENABLE_LEGACY_RESPONSE_TYPES$/, 'response type but code'),
  absent(/^ENABLE_SESSION_MANAGEMENT$/, 'session management frame'),
  absent(/^GRANT_MANAGEMENT_ACTION_REQUIRED$/, 'grant management'),
  absent(/^(?:DPOP_PROOF_MAX_AGE|ENABLE_DPOP_NONCE)$/, 'DPoP'),
  absent(/^(?:ENABLE_CIBA|CIBA_NOTIFY_URL)$/, 'backchannel authentication'),
  absent(/^MFA_REQUIRED$/, 'second factor'),
  absent(/^AUTH_MODE$|^HTTP_API_/, 'external password check'),
  absent(
    new RegExp(`^(?:${provider}_|ALLOWED_${provider}_|OIDC_|OAUTH_)[A-Z_]+$`),
    'sign-in at other providers',
  ),
  absent(/^REDIS_/, 'Redis'),
  absent(/^METRICS_(?:ENABLED|TOKEN|GAUGE_)/, 'metrics'),
  absent(/^(?:CLIENT|USER|TOKEN|METRICS)_CACHE_/, 'such cache'),
  absent(/^OTEL_(?:EXPORTER_OTLP_|SERVICE_NAME|TRACES_SAMPLER_ARG)/, 'tracing'),
  absent(/^ENABLE_(?:FEDERATION|VCI|AUTHLETE_API)$|^ENGINE$/, 'such add-on'),
];

/** One notice for every given name that changes nothing; `effective` are the names of the schema. */
export function ineffectiveNames(
  given: readonly string[],
  effective: ReadonlySet<string>,
): readonly Notice[] {
  return given.flatMap((variable): readonly Notice[] => {
    if (effective.has(variable)) return [];
    const reason = ineffective.find(({ names }) => names.test(variable));
    return reason === undefined
      ? []
      : [{ kind: 'no_effect', variable, message: `has no effect: ${reason.because}` }];
  });
}
