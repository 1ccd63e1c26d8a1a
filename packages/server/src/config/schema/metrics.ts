import { bool, seconds, token } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const metrics = {
  enabled: variable(bool, {
    name: 'METRICS_ENABLED',
    default: 'false',
    meaning: 'numbers for Prometheus at /metrics',
  }),
  token: variable(token, {
    name: 'METRICS_TOKEN',
    default: null,
    meaning: 'bearer token that /metrics then asks for',
  }),
  gaugesEnabled: variable(bool, {
    name: 'METRICS_GAUGE_UPDATE_ENABLED',
    default: 'true',
    meaning: 'counts of what is stored are among them; of machines that share a database, one is enough',
  }),
  gaugeInterval: variable(seconds({ from: '1s', to: '24h' }), {
    name: 'METRICS_GAUGE_UPDATE_INTERVAL',
    default: '5m',
    meaning: 'time between two such counts',
  }),
};
