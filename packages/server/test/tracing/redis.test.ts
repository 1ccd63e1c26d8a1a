import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixtures, post } from '../races/person.ts';
import { startRedis, withoutRedis } from '../redis/redis-server.ts';
import { startTestServer } from '../running-server.ts';
import { startCollector } from './collector.ts';

// OpenTelemetry trace API, Set Status
const failed = 2;

it('a trace has the questions to Redis, by their command, without keys and values — operations.md G-2', {
  skip: withoutRedis,
}, async () => {
  const redis = await startRedis();
  const collector = await startCollector();
  const server = await startTestServer({
    bootstrap: fixtures,
    environment: {
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, REDIS_URL: redis.url },
      ...{ CLIENT_CACHE_TYPE: 'redis', RATE_LIMIT_STORE: 'redis', ENABLE_RATE_LIMIT: 'true' },
    },
  });
  const ask = () => post(server.origin, '/oauth/token', { grant_type: 'client_credentials', scope: 'read' });
  assert.equal((await ask()).status, 200);
  redis.pause();
  assert.equal((await ask()).status, 200);
  redis.resume();
  await server.stop();
  await collector.stop();
  await redis.close();

  const [first, second] = collector.spans.filter(({ name }) => name === 'POST /oauth/token');
  assert.ok(first && second);
  const asked = ({ traceId }: { readonly traceId: string }) =>
    collector.spans.filter((span) => span.traceId === traceId && span.name.startsWith('redis '));
  const uses = new Set(
    asked(first).map(({ name, attributes }) => `${name} ${attributes['grantor.redis.use']}`),
  );
  for (const use of ['GET client get', 'SET client set', 'EVALSHA client set', 'EVALSHA rate_limit charge'])
    assert.ok(uses.has(`redis ${use}`), use);
  for (const { parentSpanId, attributes } of asked(first)) {
    assert.equal(attributes['db.system.name'], 'redis');
    assert.ok(collector.spans.some(({ spanId }) => spanId === parentSpanId));
  }
  assert.ok(asked(second).length > 0);
  assert.ok(
    asked(second).every(({ status }) => status.code === failed),
    'none was answered while it stood still',
  );
  assert.doesNotMatch(JSON.stringify(collector.spans), /grantor:|gone/);
});
