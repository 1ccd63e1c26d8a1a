import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OAuthError, Secret } from '@grantor/protocol';
import fc from 'fast-check';
import {
  createLog,
  type LogLevel,
  logRequest,
  type RequestLine,
  requestLine,
} from '../../src/telemetry/log.ts';

const request: RequestLine = {
  requestId: 'r-1',
  traceId: null,
  method: 'POST',
  route: '/oauth/token',
  status: 200,
  duration: 1.23456,
  bytes: 512,
  address: '192.0.2.1',
  userId: 'u-1',
  clientId: 'c-1',
  error: null,
};

function recorded(level: LogLevel = 'trace') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  return { log, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? 'null') };
}

describe('the log', () => {
  it('writes one JSON line per event, with time, level and message — operations G-1', () => {
    const { log, lines, last } = recorded();
    log.info('server started', { issuer: 'https://id.example' });
    assert.equal(lines.length, 1);
    assert.ok(lines[0]?.endsWith('}\n'));
    const { time, ...rest } = last();
    assert.deepEqual(rest, { level: 'info', message: 'server started', issuer: 'https://id.example' });
    assert.equal(new Date(String(time)).toISOString(), time);
  });

  it('leaves out what is less severe than its level', () => {
    const { log, lines } = recorded('warn');
    log.info('a');
    log.debug('b');
    log.warn('c');
    log.fatal('d');
    assert.equal(lines.length, 2);
  });

  it('adds the fields of the log it comes from', () => {
    const { log, last } = recorded();
    log.with({ request_id: 'r-1' }).with({ part: 'sweep' }).warn('slow', { milliseconds: 300 });
    const { request_id, part, milliseconds } = last();
    assert.deepEqual([request_id, part, milliseconds], ['r-1', 'sweep', 300]);
  });
});

describe('a secret in the log', () => {
  it('is redacted by its type at any depth, whatever the field is called — security.md O-3', () => {
    const { log, lines, last } = recorded();
    const secret = Secret.of('hunter2-hunter2');
    log
      .with({ bound: secret })
      .info('x', { a: secret, b: [{ c: secret }], d: new Map([['e', secret]]), tokens_revoked: 5 });
    assert.ok(!lines.join('').includes('hunter2'));
    const { a, bound, tokens_revoked } = last();
    assert.deepEqual([a, bound, tokens_revoked], ['[redacted]', '[redacted]', 5]);
  });

  it('does not come in with an error, its cause or a driver’s values — security.md O-3', () => {
    const { log, lines, last } = recorded();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (hash)=(abc) exists',
      x: 1,
    });
    log.error('failed', {
      error: new OAuthError('server_error', 'Something failed.', { detail: 'commit', cause }),
    });
    const error = last()['error'] as Record<string, unknown>;
    assert.deepEqual(
      [error['type'], error['code'], error['detail']],
      ['OAuthError', 'server_error', 'commit'],
    );
    const inner = error['cause'] as Record<string, unknown>;
    assert.deepEqual(
      [inner['message'], inner['code'], inner['detail']],
      ['duplicate key', '23505', undefined],
    );
    assert.match(String(inner['stack']), /log\.test\.ts/);
    assert.ok(!lines.join('').includes('abc'));
  });
});

describe('a text in the log', () => {
  it('stays on its line and shows its control characters — security.md O-1', () => {
    const { log, lines, last } = recorded();
    const agent = 'x\n{"level":"fatal"}\r\u001b[31m\u0085\u009b\u2028\u202e';
    log.info('x', { agent });
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.trimEnd().includes('\n'), false);
    assert.doesNotMatch(lines[0] ?? '', /[^\P{Cc}\n]|[\u2028-\u202e]/u);
    assert.equal(last()['agent'], 'x\n{"level":"fatal"}\r\u001b[31m\\u0085\\u009b\\u2028\\u202e');
  });

  it('is cut at 256 characters — security.md O-1', () => {
    const { log, last } = recorded();
    log.info('x', { agent: 'é'.repeat(300), names: ['b'.repeat(300)] });
    const { agent, names } = last();
    assert.equal(agent, `${'é'.repeat(255)}…`);
    assert.equal((names as string[])[0]?.length, 256);
  });

  it('is one line of JSON, whatever is logged', () => {
    const { log, lines } = recorded();
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), (fields) => {
        lines.length = 0;
        log.info('x', { fields });
        assert.equal(lines.length, 1);
        assert.equal(lines[0]?.indexOf('\n'), (lines[0]?.length ?? 0) - 1);
        JSON.parse(lines[0] ?? '');
      }),
    );
  });

  it('ends at a cycle', () => {
    const { log, lines } = recorded();
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    log.info('x', { cycle });
    assert.match(lines[0] ?? '', /\[deep\]/);
  });
});

describe('the line of a request', () => {
  it('has the members of operations G-1 and no absent ones', () => {
    assert.deepEqual(requestLine(request), {
      request_id: 'r-1',
      method: 'POST',
      route: '/oauth/token',
      status: 200,
      duration: 1.235,
      bytes: 512,
      address: '192.0.2.1',
      user_id: 'u-1',
      client_id: 'c-1',
    });
    const failed = requestLine({ ...request, traceId: 't', error: 'invalid_grant' });
    assert.deepEqual([failed['trace_id'], failed['error']], ['t', 'invalid_grant']);
  });

  it('is written like any other event', () => {
    const { log, last } = recorded();
    logRequest(log, { ...request, method: 'X'.repeat(300) });
    const { level, message, method } = last();
    assert.deepEqual([level, message], ['info', 'request']);
    assert.equal(String(method).length, 256);
  });
});
