/** An OTLP collector for a test: takes JSON over HTTP and keeps the spans. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type CollectedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly status: { readonly code?: number };
};

export type Collector = {
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  readonly services: ReadonlySet<string>;
  /** Of the requests that came. */
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  stop(): void;
};

type Attribute = {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
};
type Sent = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, 'attributes'> & {
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  }[];
};

const valuesOf = (attributes: readonly Attribute[]): CollectedSpan['attributes'] =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? Number.NaN)]),
  );

/** `answer`: a collector that hangs takes what is sent and never answers. */
export async function startCollector(answer: 'answers' | 'hangs' = 'answers'): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const services = new Set<string>();
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const server = createServer(async (request, response) => {
    headers.push({ ...request.headers, path: request.url });
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (answer === 'hangs') return;
    for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
      services.add(String(valuesOf(resource.attributes)['service.name']));
      for (const scope of scopeSpans)
        for (const span of scope.spans) spans.push({ ...span, attributes: valuesOf(span.attributes) });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    services,
    headers,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
