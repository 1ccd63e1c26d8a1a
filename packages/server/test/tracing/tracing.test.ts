import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { openDatabase } from '../../src/database/database.ts';
import { tracedOutbound } from '../../src/start/tracing.ts';
import { openTracing } from '../../src/telemetry/tracing/tracing.ts';
import { fixtures, post } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { type CollectedSpan, type Collector, startCollector } from './collector.ts';

const [internal, serverKind, client] = [1, 2, 3];
const traceOfCaller = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceOfCaller}-b7ad6b7169203331-01`;

const grant = { grant_type: 'client_credentials', scope: 'read' };

const linesOf = (server: TestServer): readonly Record<string, unknown>[] =>
  server.logged.map((line) => JSON.parse(line)).filter(({ message }) => message === 'request');

describe('a trace', () => {
  let collector: Collector;
  let lines: readonly Record<string, unknown>[] = [];
  before(async () => {
    collector = await startCollector();
    const server = await startTestServer({
      bootstrap: fixtures,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collectors-own',
        OTEL_SERVICE_NAME: 'grantor-in-test',
        TRUSTED_PROXIES: '127.0.0.1',
      },
    });
    const answers = await Promise.all([
      post(server.origin, '/oauth/token', grant),
      post(server.origin, '/oauth/token', grant),
      post(server.origin, '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: 'secret-of-somebody',
      }),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 400],
    );
    await fetch(`${server.origin}/.well-known/openid-configuration?x=y`, { headers: { traceparent } });
    lines = linesOf(server);
    await server.stop();
  });
  after(() => collector.stop());

  const requests = (): readonly CollectedSpan[] => collector.spans.filter(({ kind }) => kind === serverKind);
  const below = ({ traceId, spanId }: CollectedSpan): readonly CollectedSpan[] =>
    collector.spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId);

  it('has a span for each request, by its route and status, and its id in the log — operations.md G-2, operations.md G-1', () => {
    assert.deepEqual(collector.services, new Set(['grantor-in-test']));
    assert.deepEqual(
      requests()
        .map(({ name, attributes }) => `${name} ${attributes['http.response.status_code']}`)
        .sort(),
      [
        'GET /.well-known/openid-configuration 200',
        'POST /oauth/token 200',
        'POST /oauth/token 200',
        'POST /oauth/token 400',
      ],
    );
    assert.deepEqual(
      lines.map((line) => String(line['trace_id'])).sort(),
      requests()
        .map(({ traceId }) => traceId)
        .sort(),
    );
  });

  it('has the stages of the engine, and under them the statements without their values — operations.md G-2', () => {
    for (const request of requests().filter(({ name }) => name === 'POST /oauth/token')) {
      const stages = below(request);
      assert.deepEqual(
        stages.map(({ name, kind }) => [name, kind]),
        [['engine token', internal]],
      );
      const statements = stages.flatMap(below);
      assert.ok(statements.every(({ kind, attributes }) => kind === client && 'db.query.text' in attributes));
    }
    const texts = JSON.stringify(collector.spans);
    assert.match(texts, /"db.query.text":"select /);
    assert.doesNotMatch(texts, /secret-of-somebody|x=y/);
  });

  it('is continued where a trusted proxy began it — operations.md G-2', () => {
    const [discovery] = requests().filter(({ traceId }) => traceId === traceOfCaller);
    assert.equal(discovery?.parentSpanId, 'b7ad6b7169203331');
    assert.equal(discovery?.name, 'GET /.well-known/openid-configuration');
  });

  it('goes to the collector with the headers it asks for — operations.md §2 OTEL_EXPORTER_OTLP_ENDPOINT', () => {
    for (const headers of collector.headers) {
      assert.equal(headers['path'], '/v1/traces');
      assert.equal(headers['authorization'], 'Bearer collectors-own');
    }
    assert.ok(collector.headers.length > 0);
  });
});

describe('tracing', () => {
  it('takes no word of strangers for whose trace it is — operations.md G-1', async () => {
    const collector = await startCollector();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const server = await startTestServer({ environment });
    await fetch(`${server.origin}/livez`, { headers: { traceparent } });
    await server.stop();
    const [span] = collector.spans.filter(({ name }) => name === 'GET /livez');
    assert.notEqual(span?.traceId, traceOfCaller);
    assert.equal(span?.parentSpanId, undefined);
    collector.stop();
  });

  it('keeps no more than the share that is asked for — operations.md §2 OTEL_EXPORTER_OTLP_ENDPOINT', async () => {
    const collector = await startCollector();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER_ARG: '0' };
    const server = await startTestServer({ environment });
    assert.equal((await fetch(`${server.origin}/login`)).status, 200);
    await server.stop();
    assert.deepEqual(collector.spans, []);
    collector.stop();
  });

  it('drops what nobody takes, and keeps no request waiting — operations.md G-2', async () => {
    const hanging = await startCollector('hangs');
    for (const endpoint of [hanging.endpoint, `http://127.0.0.1:${await freePort()}`]) {
      const server = await startTestServer({
        bootstrap: fixtures,
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
      });
      const answers = await Promise.all(
        Array.from({ length: 700 }, () => fetch(`${server.origin}/.well-known/openid-configuration`)),
      );
      assert.ok(answers.every(({ status }) => status === 200));
      assert.equal((await post(server.origin, '/oauth/token', grant)).status, 200);
      assert.equal(await server.running.stop(), 'drained');
    }
    hanging.stop();
  });

  it('goes on at others, whom only their host is told of — operations.md G-2', async () => {
    const collector = await startCollector();
    const tracing = await openTracing({
      ...{ endpoint: collector.endpoint, headers: {}, serviceName: 'x', version: '1', ratio: 1 },
    });
    let sent: string | undefined;
    const outbound = tracedOutbound(tracing)(async ({ headers }) => {
      sent = headers['traceparent'];
      return { kind: 'failed', reason: 'unreachable' };
    });
    await outbound({
      ...{ url: 'https://app.example/keys?of=somebody', method: 'GET', headers: {}, body: null },
      ...{ accept: null, longestBody: null },
    });
    await tracing.close();
    const [span] = collector.spans;
    assert.equal(sent, `00-${span?.traceId}-${span?.spanId}-01`);
    assert.equal(span?.attributes['server.address'], 'app.example');
    assert.doesNotMatch(JSON.stringify(span), /somebody/);
    collector.stop();
  });

  it('tells of commits that share a transaction as the work of each — operations.md G-2', async () => {
    const whose = new AsyncLocalStorage<string>();
    const told: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'grantor-traced-'));
    const database = await openDatabase({
      driver: 'sqlite',
      path: join(folder, 'grantor.db'),
      watch: {
        slowerThan: -1,
        notice: ({ sql }) => void (sql.startsWith('delete') && told.push(`${whose.getStore()}: ${sql}`)),
        keep: () => AsyncLocalStorage.snapshot(),
      },
    });
    const deletion = (table: string) => {
      const statement = { name: table, sql: `delete from ${table}`, gated: null };
      return database.connection.commit([{ statement, parameters: [], guarded: false }]);
    };
    await Promise.all([
      whose.run('one', () => deletion('lease')),
      whose.run('other', () => deletion('flow')),
    ]);
    assert.deepEqual(told, ['one: delete from lease', 'other: delete from flow']);
    await database.close();
    await rm(folder, { recursive: true });
  });

  it('says what to install where its packages are missing — operations.md G-2', () => {
    const module = join(import.meta.dirname, '../../src/telemetry/tracing/tracing.ts');
    const program = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name === '@opentelemetry/sdk-trace') throw new Error('not installed');
        return next(name, context);
      } });
      const { openTracing } = await import(${JSON.stringify(module)});
      await openTracing({ endpoint: 'http://127.0.0.1:9' }).catch(({ name, message }) => console.log(name, message));`;
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    assert.match(told, /^TracingUnusable .*npm install .*@opentelemetry\/sdk-trace/);
  });

  it('is not there without a collector — operations.md G-2', async () => {
    const server = await startTestServer();
    await fetch(`${server.origin}/livez`, { headers: { traceparent } });
    assert.ok(linesOf(server).every((line) => !('trace_id' in line)));
    await server.stop();
  });
});
