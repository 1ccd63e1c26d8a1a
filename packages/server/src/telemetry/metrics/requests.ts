import type { MetricsRegistry } from './metrics.ts';

/** Counts requests as they come and go. */
export type RequestMetrics = {
  begun(): void;
  /** `route` is the pattern, or `other`; `duration` in milliseconds. */
  answered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly duration: number;
  }): void;
};

/** Adds what is counted of requests to the registry. */
export function addRequestMetrics(registry: MetricsRegistry): RequestMetrics {
  let inFlight = 0;
  registry.gauge('http_requests_in_flight', () => [{ labels: {}, value: inFlight }]);
  return {
    begun: () => {
      inFlight += 1;
    },
    answered({ method: sent, route: path, status, duration }) {
      inFlight -= 1;
      const method = verbs.has(sent) ? sent : 'other';
      registry.count('http_requests_total', { method, path, status: String(status) });
      registry.observe('http_request_duration_seconds', { method, path }, duration / 1000);
    },
  };
}

/** Any other word is whatever somebody made up (operations.md M-2). */
const verbs: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
