/**
 * Owns spans and their way to a collector by OTLP over HTTP (operations.md G-2). Exports in the background: nobody waits
 * for a collector, and what it does not take is dropped.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { Refusal } from '../../refusal/refusal.ts';

export type TracingSettings = {
  /** OTLP base address: traces go to `/v1/traces` below it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  /** Of the traces that begin here, from 0 to 1. */
  readonly ratio: number;
};

export type SpanWork<Result> = {
  readonly name: string;
  readonly kind: 'internal' | 'client';
  readonly attributes?: Attributes;
  /** Gets the W3C header by which others continue the trace. */
  readonly work: (traceparent: string) => Promise<Result>;
};

export type RequestStart = {
  readonly method: string;
  /** The route pattern, or `other`. */
  readonly route: string;
  /** `traceparent` of somebody who is believed; null: the trace begins here. */
  readonly parent: string | null;
};

export type Tracing = {
  /** A span for a request; all others that begin during `work` are below it. */
  request<Answer extends { readonly status: number }>(
    start: RequestStart,
    work: (traceId: string) => Promise<Answer>,
  ): Promise<Answer>;
  span<Result>(span: SpanWork<Result>): Promise<Result>;
  /** Something that has just ended, within the span of now; none outside of any. */
  ended(name: string, attributes: Attributes, ended: { milliseconds: number; error: unknown }): void;
  /** Sends what waits; a collector that is away does not make it fail. */
  close(): Promise<void>;
};

/** OTEL_EXPORTER_OTLP_ENDPOINT is set, and what it takes is not installed. */
export class TracingUnusable extends Refusal {
  override readonly name = 'TracingUnusable';
}

const libraries = async () => {
  try {
    return {
      api: await import('@opentelemetry/api'),
      sdk: await import('@opentelemetry/sdk-trace'),
      otlp: await import('@opentelemetry/exporter-trace-otlp-http'),
      resources: await import('@opentelemetry/resources'),
    };
  } catch (cause) {
    throw new TracingUnusable(
      'OTEL_EXPORTER_OTLP_ENDPOINT needs packages that are not installed: npm install @opentelemetry/api @opentelemetry/sdk-trace @opentelemetry/resources @opentelemetry/exporter-trace-otlp-http',
      { cause },
    );
  }
};

type Api = Awaited<ReturnType<typeof libraries>>['api'];

const exportTimeout = 2000;

/** Loads what is needed only now. Rejects with TracingUnusable; a collector that is away is no failure. */
export async function openTracing(settings: TracingSettings): Promise<Tracing> {
  const { api, sdk, otlp, resources } = await libraries();
  const { endpoint, headers, serviceName, version, ratio } = settings;
  const exporter = new otlp.OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: exportTimeout,
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, exportTimeoutMillis: exportTimeout })],
  });
  const spans = createSpans(api, provider.getTracer('grantor'));
  return { ...spans, close: () => provider.shutdown().catch(() => {}) };
}

function createSpans(api: Api, tracer: Tracer): Omit<Tracing, 'close'> {
  const { trace, ROOT_CONTEXT, SpanKind, SpanStatusCode } = api;
  const current = new AsyncLocalStorage<Context>();

  async function within<Result>(span: Span, parent: Context, work: () => Promise<Result>): Promise<Result> {
    try {
      return await current.run(trace.setSpan(parent, span), work);
    } catch (failure) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw failure;
    } finally {
      span.end();
    }
  }

  return {
    request({ method, route, parent }, work) {
      const remote = readTraceparent(parent);
      const context = remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
      return within(span, context, async () => {
        const answer = await work(span.spanContext().traceId);
        span.setAttribute('http.response.status_code', answer.status);
        if (answer.status >= firstServerError) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      });
    },
    span({ name, kind, attributes = {}, work }) {
      const context = current.getStore() ?? ROOT_CONTEXT;
      const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT };
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
      return within(span, context, () => work(traceparentOf(span)));
    },
    ended(name, attributes, { milliseconds, error }) {
      const context = current.getStore();
      if (context === undefined) return;
      const startTime = Date.now() - milliseconds;
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime }, context);
      if (error !== null) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

const firstServerError = 500;

// W3C Trace Context: later versions begin as this one does
const traceparentShape =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

function readTraceparent(header: string | null) {
  const [, traceId, spanId, flags] = traceparentShape.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
