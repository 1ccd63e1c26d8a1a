import { type Parsed, parsed, refused } from '../values/parse.ts';
import { parsedBy, ratio, secrets, text } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** OpenTelemetry's own names. */
export const tracing = {
  endpoint: variable(parsedBy('url', 'an absolute http or https URL without credentials', parseEndpoint), {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: null,
    meaning: 'collector that takes traces by OTLP over HTTP, at /v1/traces below it; unset: no tracing',
  }),
  headers: variable(
    secrets('name=value, the value percent-encoded', (item) =>
      /^[A-Za-z0-9-]+=[\x21-\x7e]+$/.test(item) ? parsed(item) : refused('is malformed'),
    ),
    {
      name: 'OTEL_EXPORTER_OTLP_HEADERS',
      default: null,
      meaning: 'headers for the collector, such as its token',
    },
  ),
  serviceName: variable(text('1 to 64 visible characters', /^[\x21-\x7e]{1,64}$/), {
    name: 'OTEL_SERVICE_NAME',
    default: 'grantor',
    meaning: 'name of this server in traces',
  }),
  ratio: variable(ratio, {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    default: '1',
    meaning: 'share of the traces that begin here which is kept',
  }),
};

function parseEndpoint(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return refused('is not an absolute http or https URL');
  if (url.username !== '' || url.password !== '') return refused('holds credentials');
  return /[?#]/.test(text) ? refused('has a query or fragment') : parsed(text.replace(/\/$/, ''));
}
