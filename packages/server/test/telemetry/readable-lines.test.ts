import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../src/telemetry/log.ts';
import { readableLines } from '../../src/telemetry/readable-lines.ts';

function written(say: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  say(createLog('info', readableLines({ write: (line) => lines.push(line) })));
  return lines.join('');
}

describe('a log line at a terminal', () => {
  it('is time, level, message and fields', () => {
    const line = written((log) =>
      log.info('ready', { issuer: 'http://localhost:8080', port: 8080, hosts: ['::1'] }),
    );
    assert.match(
      line,
      /^\d\d:\d\d:\d\d info {2}ready issuer=http:\/\/localhost:8080 port=8080 hosts=\["::1"\]\n$/,
    );
  });

  it('obeys nothing that a value holds — security.md O-1', () => {
    const line = written((log) =>
      log.warn('seen', { agent: 'a\u001b[2J\nfatal x="y"\u009b\u202e', empty: '' }),
    );
    assert.match(line, / agent="a\\u001b\[2J\\nfatal x=\\"y\\"\\\\u009b\\\\u202e" empty=""\n$/);
    assert.equal(line.split('\n').length, 2);
  });

  it('has the stack below it, and what caused it', () => {
    const failure = new Error('no\u001b[31m luck', { cause: new Error('deeper') });
    const lines = written((log) => log.error('the command failed', { failure, command: 'server' })).split(
      '\n',
    );
    assert.match(lines[0] ?? '', /^\S+ error the command failed command=server$/);
    assert.match(lines[1] ?? '', /^ {9}Error: no\\u001b\[31m luck$/);
    assert.match(lines[2] ?? '', /^ {13}at .*readable-lines\.test\.ts/);
    assert.match(lines.at(-2) ?? '', /^ {9}cause=.*"message":"deeper"/);
  });
});
