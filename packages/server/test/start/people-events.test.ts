import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { instant, userId } from '@grantor/protocol';
import type { ChangePorts } from '../../src/administration/change.ts';
import { createPeopleEvents } from '../../src/start/people-events.ts';
import type { AuditEvent } from '../../src/telemetry/audit-row.ts';
import { recordedMetrics } from '../telemetry/recorded.ts';

const zoe = { userId: userId('zoe-1'), username: 'zoe' };

/** Ports of changes that keep nothing but what is told of them. */
const changesTelling = (told: AuditEvent[]): ChangePorts => {
  const record = async (event: AuditEvent): Promise<void> => void told.push(event);
  const audit = {
    record,
    writeIn: async () => {},
    transaction: (work: (tx: never, tell: typeof record) => Promise<unknown>) =>
      work(undefined as never, record),
  };
  const now = () => instant(1_795_000_000_000);
  return { audit, now, outbox: null, database: null } as unknown as ChangePorts;
};

function world() {
  const told: AuditEvent[] = [];
  const events = createPeopleEvents({
    changes: changesTelling(told),
    metrics: recordedMetrics(),
    failed: (cause) => assert.fail(String(cause)),
  });
  return { told, events };
}

const source = {
  ...{ address: '192.0.2.7', userAgent: null, requestId: 'r', method: 'POST', path: '/login' },
} as const;

describe('what people do', () => {
  it('is a sign-in through the provider they came from — operations.md §5 INFO', () => {
    const { told, events } = world();
    events.signedIn({ ...zoe, methods: ['pwd'], provider: 'acme' }, source);
    events.signedIn({ ...zoe, methods: ['pwd'], provider: null }, source);
    assert.deepEqual(
      told.map(({ type, details }) => [type, details]),
      [
        ['OAUTH_AUTHENTICATION', { provider: 'acme' }],
        ['AUTHENTICATION_SUCCESS', { method: 'password' }],
      ],
    );
  });

  it('locks an account once, with the failure that did it — operations.md §5 WARNING, product.md S-4', () => {
    const { told, events } = world();
    events.signInFailed({ typed: 'zoe', userId: zoe.userId, lock: 'none' }, source);
    events.signInFailed({ typed: 'zoe', userId: zoe.userId, lock: 'starts_now' }, source);
    assert.deepEqual(
      told.map(({ type }) => type),
      ['AUTHENTICATION_FAILURE', 'AUTHENTICATION_FAILURE', 'ACCOUNT_LOCKED'],
    );
    assert.deepEqual(told.at(-1)?.resource, { id: 'zoe-1', name: 'zoe' });
  });
});
