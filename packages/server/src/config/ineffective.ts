import type { Notice } from './types.ts';

type Ineffective = { readonly names: RegExp; readonly because: string };

const absent = (names: RegExp, feature: string): Ineffective => ({
  names,
  because: `this version has no ${feature}`,
});

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
  {
    names: /^OAUTH_INSECURE_SKIP_VERIFY$/,
    because:
      'certificates of providers are always checked; NODE_EXTRA_CA_CERTS names an authority of your own',
  },
  { names: /^OIDC_[A-Z0-9_]+$/, because: 'OIDC_PROVIDERS names no provider that it is of' },
  {
    names: /^USER_CACHE_/,
    because: 'what is said of people is read with their live state, in one statement',
  },
  absent(/^(?:CLIENT|TOKEN|METRICS)_CACHE_/, 'such cache'),
  absent(/^OTEL_/, 'such setting of OpenTelemetry'),
  absent(/^ENABLE_(?:FEDERATION|VCI|AUTHLETE_API)$/, 'such add-on'),
];

/** What was given for names that change nothing here. */
export type Ignored = {
  readonly notices: readonly Notice[];
  /** Names nobody knows. */
  readonly strangers: readonly string[];
};

/** A notice for every given name that changes nothing; `effective` are the names of the schema. */
export function ignoredSettings(given: ReadonlyMap<string, string>, effective: ReadonlySet<string>): Ignored {
  const unknown = [...given].filter(([name]) => !effective.has(name));
  return {
    notices: unknown.flatMap(([name]) => noticeOf(name)),
    strangers: unknown.flatMap(([name]) => (isKnown(name) ? [] : [name])),
  };
}

const isKnown = (name: string): boolean => ineffective.some(({ names }) => names.test(name));

function noticeOf(variable: string): readonly Notice[] {
  const reason = ineffective.find(({ names }) => names.test(variable));
  return reason === undefined
    ? []
    : [{ kind: 'no_effect', variable, message: `has no effect: ${reason.because}` }];
}
