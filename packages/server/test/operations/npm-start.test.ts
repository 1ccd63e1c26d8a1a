import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { repository } from '../documentation/markdown.ts';
import { emptyFolder, logLines, until } from './program.ts';

/** A leader of its own process group, as a shell starts it at a terminal. */
async function npmStart(test: TestContext, settings: Readonly<Record<string, string>> = {}) {
  const folder = await emptyFolder();
  const npm = spawn('npm', ['start'], {
    cwd: repository,
    env: { ...process.env, ...folder.environment(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = -(npm.pid ?? Number.NaN);
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const closed = once(npm, 'close');
  test.after(async () => {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(group, 'SIGKILL');
    await folder.remove();
  });
  await until('ready', () => output.includes('"message":"ready"'));
  return { npm, group, closed, output: () => output };
}

const outcomes = (output: string): readonly unknown[] =>
  logLines(output)
    .filter(({ message }) => message === 'stopped')
    .map(({ outcome }) => outcome);

describe('npm start', { timeout: 60_000 }, () => {
  it('hands SIGTERM on, so that the server stops and the port is free', async (t) => {
    const { npm, closed, output } = await npmStart(t);
    npm.kill('SIGTERM');
    // The server holds both pipes: they close when it has ended.
    await closed;
    assert.deepEqual(outcomes(output()), ['drained']);
  });

  it('takes Ctrl-C for one signal, although terminal and npm both send it — operations.md B-7', async (t) => {
    const { group, closed, output } = await npmStart(t);
    process.kill(group, 'SIGINT');
    await closed;
    assert.deepEqual(outcomes(output()), ['drained']);
  });

  it('and so do workers, which the terminal signals too — operations.md Z-1', async (t) => {
    const { group, closed, output } = await npmStart(t, { WORKERS: '2' });
    process.kill(group, 'SIGINT');
    await closed;
    assert.deepEqual(outcomes(output()), ['drained']);
  });
});
