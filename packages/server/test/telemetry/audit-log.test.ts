import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { createAuditBuffer } from '../../src/telemetry/audit-buffer.ts';
import { type AuditLog, type AuditLogEntry, createAuditLog } from '../../src/telemetry/audit-log.ts';
import { type AuditEvent, type AuditRow, auditRow } from '../../src/telemetry/audit-row.ts';
import { noMetrics } from '../../src/telemetry/metrics/metrics.ts';
import { createObserver } from '../../src/telemetry/observer.ts';
import { createOutsideText } from '../../src/telemetry/outside-text.ts';
import { createStoreFile } from '../keys/store.ts';
import { commitOf, everyFact } from './facts.ts';
import { recordedMetrics } from './recorded.ts';

const outside = createOutsideText(new Uint8Array(32));

const signedIn: AuditEvent = {
  type: 'AUTHENTICATION_SUCCESS',
  actor: { userId: 'u', username: 'alice' },
  resource: { id: 'u', name: 'alice' },
  details: { method: 'password' },
  error: null,
};
const refused: AuditEvent = { ...signedIn, type: 'AUTHENTICATION_FAILURE', error: 'wrong password' };
const info = (): AuditRow => auditRow(signedIn, null, 1);
const warning = (): AuditRow => auditRow(refused, null, 1);
const source = commitOf().source;

const secretUses = { saw: () => undefined };

describe('the audit buffer — operations.md D-3', () => {
  function bufferOf(capacity: number, broken: () => boolean = () => false) {
    const written: AuditRow[][] = [];
    const failures: unknown[] = [];
    const lost: AuditRow[] = [];
    const buffer = createAuditBuffer({
      async write(rows) {
        if (broken()) throw new Error('database down');
        written.push([...rows]);
      },
      capacity,
      delay: 60_000,
      onDropped: () => undefined,
      onLost: (rows) => lost.push(...rows),
      onFailure: (cause) => failures.push(cause),
    });
    return { buffer, written, failures, lost };
  }

  it('writes when 100 rows are there, without waiting — operations.md D-2', async () => {
    const { buffer, written } = bufferOf(1000);
    buffer.add(Array.from({ length: 99 }, info));
    assert.equal(written.length, 0);
    buffer.add([info()]);
    await new Promise(setImmediate);
    assert.deepEqual(
      written.map((rows) => rows.length),
      [100],
    );
  });

  it('writes the rest when flushed, in batches of 100', async () => {
    const { buffer, written } = bufferOf(1000);
    buffer.add(Array.from({ length: 250 }, info));
    await buffer.flush();
    assert.deepEqual(
      written.map((rows) => rows.length),
      [100, 100, 50],
    );
    assert.equal(buffer.length, 0);
  });

  it('drops and counts INFO rows when full, and writes graver ones at once', async () => {
    const { buffer, written } = bufferOf(3);
    buffer.add([info(), info(), info(), info(), warning(), info()]);
    assert.equal(buffer.dropped, 2);
    assert.deepEqual(
      written.map((rows) => rows.map((row) => row.severity)),
      [['WARNING']],
    );
    assert.equal(buffer.length, 3);
  });

  it('keeps the batch while the database fails, and writes it once when it is back', async () => {
    let down = true;
    const { buffer, written, failures, lost } = bufferOf(2, () => down);
    const rows = [info(), info()];
    buffer.add(rows);
    await buffer.flush();
    assert.equal(written.length, 0);
    assert.ok(failures.length > 0);
    const urgent = warning();
    buffer.add([urgent]);
    await new Promise(setImmediate);
    assert.deepEqual(lost, [urgent]);
    down = false;
    await buffer.flush();
    assert.deepEqual(written, [rows]);
  });
});

describe('the audit log', () => {
  let file: Awaited<ReturnType<typeof createStoreFile>>;
  let database: Database;
  let audit: AuditLog;
  const log: AuditLogEntry[] = [];
  const openLog = (rows: 'keep' | 'log' = 'keep'): AuditLog =>
    createAuditLog({ database, now: () => 7, rows, capacity: 1000, log: (entry) => log.push(entry) });
  const stored = async () => database.kysely.selectFrom('audit_event').selectAll().orderBy('id').execute();

  beforeEach(async () => {
    file = await createStoreFile();
    database = await file.open();
    log.length = 0;
    audit = openLog();
  });
  afterEach(() => file.remove());

  it('writes frequent events with a flush and grave ones at once — operations.md D-2, protocol.md §22 sign-in success', async () => {
    await audit.record(signedIn, source);
    audit.committed(commitOf(everyFact.code_issued, everyFact.session_ended));
    assert.equal((await stored()).length, 0);
    await audit.record({ ...signedIn, type: 'USER_UPDATED', details: {} }, source);
    assert.deepEqual(
      (await stored()).map((row) => row.event_type),
      ['USER_UPDATED'],
    );
    await audit.flush();
    assert.deepEqual((await stored()).map((row) => row.event_type).sort(), [
      'AUTHENTICATION_SUCCESS',
      'AUTHORIZATION_CODE_GENERATED',
      'USER_UPDATED',
    ]);
  });

  it('goes with the transaction of the change — operations.md D-2', async () => {
    const told: string[] = [];
    const telling = createAuditLog({
      ...({ database, now: () => 7, rows: 'keep', capacity: 1000, log: () => assert.fail() } as const),
      onCommitted: ({ event_type }) => void told.push(event_type),
    });
    const changing = (outcome: () => Promise<void>) =>
      telling.transaction(async (_tx, record) => {
        await record({ ...signedIn, type: 'USER_CREATED', details: {} }, source);
        await outcome();
      });
    const failing = changing(() => Promise.reject(new Error('the change failed')));
    await assert.rejects(failing, /the change failed/);
    assert.deepEqual([(await stored()).length, told], [0, []]);
    await changing(async () => assert.deepEqual(told, []));
    assert.deepEqual([(await stored()).length, told], [1, ['USER_CREATED']]);
  });

  it('has one row per source and minute for floods of failures — operations.md D-3, protocol.md §22 wrong client credentials, security.md L-9', async () => {
    const metrics = recordedMetrics();
    const observer = createObserver({ audit, metrics, outside, secretUses }, () => undefined);
    for (let count = 0; count < 500; count += 1) {
      observer.observe({ kind: 'rate_limited', limit: 'token', source });
      const client = { id: `app-${count}`, standing: 'known' } as const;
      observer.observe({ kind: 'client_authentication_failed', client, source });
      const redirectUri = `https://app.example/${count}`;
      for (const cause of ['redirect_uri_unregistered', 'unknown_client'] as const)
        observer.observe({ kind: 'authorization_refused', cause, client, redirectUri, source });
    }
    observer.observe({ kind: 'rate_limited', limit: 'token', source: { ...source, address: '192.0.2.2' } });
    await audit.flush();
    assert.deepEqual(
      (await stored())
        .map((row) => `${row.event_type} ${row.severity} ${row.actor_ip} ${JSON.parse(row.details).count}`)
        .sort(),
      [
        'AUTHORIZATION_REFUSED WARNING 192.0.2.1 500',
        'AUTHORIZATION_REFUSED WARNING 192.0.2.1 500',
        'CLIENT_AUTHENTICATION_FAILURE WARNING 192.0.2.1 500',
        'RATE_LIMIT_EXCEEDED WARNING 192.0.2.1 500',
        'RATE_LIMIT_EXCEEDED WARNING 192.0.2.2 1',
      ],
    );
    assert.equal(metrics.counted.get('rate_limit_exceeded_total{limit="token"}'), 501);
  });

  it('has one such row for a whole IPv6 network of one visitor — security.md L-1, L-9', async () => {
    const observer = createObserver({ audit, metrics: noMetrics, outside, secretUses }, () => undefined);
    for (let host = 1; host <= 500; host += 1) {
      const somewhere = { ...source, address: `2001:db8::${host.toString(16)}` };
      observer.observe({ kind: 'rate_limited', limit: 'token', source: somewhere });
    }
    observer.observe({
      kind: 'rate_limited',
      limit: 'token',
      source: { ...source, address: '2001:db8:1::1' },
    });
    await audit.flush();
    assert.deepEqual(
      (await stored()).map((row) => `${row.actor_ip} ${JSON.parse(row.details).count}`).sort(),
      ['2001:db8:1::1 1', '2001:db8::1 500'],
    );
  });

  it('names the client and the address of a refused request, and nobody by a secret — protocol.md §22 refused authorization request, security.md O-3', async () => {
    const observer = createObserver({ audit, metrics: noMetrics, outside, secretUses }, () => undefined);
    const redirectUri = 'https://me:word@app.example:8443/cb?code=abc#token';
    const cause = 'redirect_uri_unregistered';
    const known = { id: 'app', standing: 'known' } as const;
    observer.observe({ kind: 'authorization_refused', cause, client: known, redirectUri, source });
    const client = { id: 'my-secret', standing: 'unknown' } as const;
    observer.observe({ kind: 'client_authentication_failed', client, source });
    await audit.flush();
    const [refusedRow, failedRow] = (await stored()).sort((one, other) =>
      one.event_type.localeCompare(other.event_type),
    );
    assert.deepEqual(
      [refusedRow?.actor_client_id, refusedRow?.resource_id, JSON.parse(refusedRow?.details ?? '')],
      ['app', 'app', { count: 1, cause, redirect_uri: 'https://app.example:8443/cb?…' }],
    );
    assert.match(failedRow?.actor_client_id ?? '', /^unknown:[0-9a-f]{12}$/);
    assert.equal(failedRow?.resource_id, failedRow?.actor_client_id);
  });

  it('leaves WARNING and above to the log when the table is off', async () => {
    const silent = openLog('log');
    await silent.record(signedIn, source);
    await silent.record(refused, source);
    silent.committed(commitOf(everyFact.family_revoked, everyFact.code_issued));
    await silent.flush();
    assert.equal((await stored()).length, 0);
    assert.deepEqual(
      log.map((entry) => entry.kind === 'row' && entry.row.event_type),
      ['AUTHENTICATION_FAILURE', 'SUSPICIOUS_ACTIVITY'],
    );
  });

  it('keeps of a list what fits, and says how much it left out — operations.md D-1', async () => {
    const registered = (redirect_hosts: readonly string[]): AuditEvent<'CLIENT_REGISTERED'> => ({
      ...{ type: 'CLIENT_REGISTERED', actor: {}, resource: null, error: null },
      details: { source: 'dynamic', redirect_hosts },
    });
    const long = Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(300, 'x'));
    const short = Array.from({ length: 50 }, (_, index) => `h${index}.example`);
    // Ids of one millisecond are in no order
    const listed = async () => (await stored()).map(({ details }) => JSON.parse(details).redirect_hosts);
    await audit.record(registered(long), source);
    const four = long.slice(0, 4).map((host) => host.slice(0, 256));
    assert.deepEqual(await listed(), [[...four, 'and 46 more']]);
    await audit.record(registered(short), source);
    assert.ok((await listed()).some((hosts) => JSON.stringify(hosts) === JSON.stringify(short)));
  });

  it('calls a technical failure an ERROR — operations.md §5 ERROR', async () => {
    await audit.record({ ...refused, technical: 'failure' }, null);
    await audit.flush();
    const [row] = await stored();
    assert.deepEqual([row?.severity, row?.success, row?.request_path], ['ERROR', 0, null]);
  });
});

describe('the observer', () => {
  it('counts answers and grace replays, and hands failures to the log only', () => {
    const metrics = recordedMetrics();
    const failed: unknown[] = [];
    const audit = { tally: () => assert.fail() };
    const observer = createObserver({ audit, metrics, outside, secretUses }, (it) => failed.push(it));
    observer.observe({ kind: 'request_answered', endpoint: 'token', result: 'ok' });
    observer.observe({ kind: 'request_answered', endpoint: 'token', result: 'ok' });
    observer.observe({ kind: 'refresh_replayed_in_grace' });
    observer.observe({ kind: 'failed', endpoint: 'token', cause: new Error('bug'), source });
    assert.deepEqual(Object.fromEntries(metrics.counted), {
      'oauth_requests_total{endpoint="token",result="ok"}': 2,
      'oauth_tokens_refreshed_total{result="grace"}': 1,
    });
    assert.equal(failed.length, 1);
  });
});
