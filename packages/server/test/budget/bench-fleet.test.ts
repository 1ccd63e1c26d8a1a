/** The model of a fleet, by the command that docs/scale.md names: with figures that are given, nothing is measured. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../../..');
const bench = join(root, 'bench/main.ts');

type Row = {
  readonly replicas: number;
  readonly asked: number;
  readonly answered: number;
  readonly p99: number;
  readonly workers: number;
  readonly database: number;
};

/** Half a millisecond of a worker, and a quarter of one of the database. */
const times = [
  { name: 'introspection', weight: 3, worker: 0.4, database: 0.2, apart: 1 },
  { name: 'refresh', weight: 1, worker: 0.8, database: 0.4, apart: 2 },
];

describe('npm run bench -- fleet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-fleet-'));
  let printed: string;
  let rows: readonly Row[];
  before(async () => {
    const file = join(folder, 'times.json');
    writeFileSync(file, JSON.stringify(times));
    const options = ['--times', file, '--replicas', '1,2,4,8', '--workers', '1', '--database-cores', '1'];
    const run = await promisify(execFile)(process.execPath, [bench, 'fleet', ...options, '--share', '0.7']);
    printed = run.stdout;
    rows = printed
      .split('\n')
      .filter((line) => /^\| \d/.test(line))
      .map((line) => {
        const cells = line.split('|').map((cell) => Number(cell.replace('%', '')));
        const [, replicas = 0, asked = 0, answered = 0, , p99 = 0, workers = 0, database = 0] = cells;
        return { replicas, asked, answered, p99, workers, database };
      });
  });
  after(() => rmSync(folder, { recursive: true }));

  const of = (count: number): Row => {
    const row = rows.find(({ replicas }) => replicas === count);
    assert.ok(row, printed);
    return row;
  };
  const near = (value: number, expected: number): void =>
    assert.ok(Math.abs(value / expected - 1) < 0.05, `${value} is not about ${expected}\n${printed}`);

  it('asks each worker for the share of its time that was wanted, and answers as much while the database has room', () => {
    // A worker of half a millisecond for each request answers 2000 in a second
    for (const count of [1, 2]) {
      const { asked, answered, workers, database } = of(count);
      near(asked, count * 1400);
      near(answered, asked);
      near(workers, 70);
      near(database, count * 35);
    }
  });

  it('shows where the database is full: more replicas bring no more answers, and all wait', () => {
    // One core and a quarter of a millisecond for each request: 4000 in a second, whoever asks
    for (const count of [4, 8]) {
      near(of(count).answered, 4000);
      assert.ok(of(count).database > 97);
      assert.ok(of(count).p99 > 10 * of(1).p99);
    }
    assert.ok(of(8).workers < 40);
    assert.match(printed, /answers 4000 such requests per second at most/);
    assert.match(printed, /full from 4 replicas of 1 workers on/);
  });

  it('is told of on a page that says of each table by what its rows lie', () => {
    const schema = readFileSync(join(root, 'packages/server/src/database/schema.ts'), 'utf8');
    const [, list = ''] = /export type Schema = \{([^}]*)\}/.exec(schema) ?? [];
    const tables = [...list.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name).sort();
    const page = readFileSync(join(root, 'docs/scale.md'), 'utf8');
    const begin = page.indexOf('| tables |');
    const told = page
      .slice(begin, page.indexOf('\n\n', begin))
      .split('\n')
      .slice(2)
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    assert.ok(tables.length > 40);
    assert.deepEqual(told.sort(), tables);
  });
});
