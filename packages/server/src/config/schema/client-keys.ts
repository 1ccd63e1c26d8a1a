import { isFapi } from '@grantor/engine/surface';
import { milliseconds, seconds } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const clientKeys = {
  assertionMaxLifetime: variable(seconds({ from: '1m', to: '24h' }), {
    name: 'CLIENT_ASSERTION_MAX_LIFETIME',
    default: {
      words: '1h; 5m under a PROFILE of FAPI',
      text: (of) => (isFapi(of('PROFILE')) ? '5m' : '1h'),
    },
    meaning: 'how far ahead an assertion a client signs may expire',
  }),
  fetchTimeoutMilliseconds: variable(milliseconds({ from: '1s', to: '30s' }), {
    name: 'JWKS_FETCH_TIMEOUT',
    default: '10s',
    meaning: 'longest wait for the keys at the jwks_uri of a client',
  }),
  cacheMilliseconds: variable(milliseconds({ from: '1m', to: '24h' }), {
    name: 'JWKS_CACHE_TTL',
    default: '1h',
    meaning: 'how long such keys are kept when their source says nothing about it',
  }),
};
