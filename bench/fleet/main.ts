/**
 * `npm run bench -- fleet`: how many replicas one database carries. What one request costs is measured on this machine;
 * what many replicas do together is simulated from it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { amount } from '../arguments/amount.ts';
import { clientCredentialsJwt } from '../scenarios/client-credentials.ts';
import { code } from '../scenarios/code.ts';
import { introspection } from '../scenarios/introspection.ts';
import { refresh } from '../scenarios/refresh.ts';
import type { LoopScenario } from '../scenarios/scenario.ts';
import { pinThisProcess } from '../systems/pinning.ts';
import { table } from '../tables/table.ts';
import { measureServiceTimes, type Wanted } from './service-times.ts';
import { capacities, type Fleet, type Kind, type Outcome, simulate } from './simulate.ts';

const measurable: readonly LoopScenario[] = [introspection, clientCredentialsJwt, refresh, code];
const usualMix = 'introspection=60,client-credentials-jwt=20,refresh=15,code=5';

export const fleetUsage = `npm run bench -- fleet [options]

  --mix ${usualMix}
  --replicas 1,2,4,8,16,32
  --workers 2        of each replica, a core each
  --database-cores 8
  --network 0.5      milliseconds to the database and back
  --share 0.7        how busy the workers are to be, from 0 to 1
  --seconds 5        of each measurement
  --times FILE       what one request costs, as an earlier run printed it: nothing is measured
  --write-docs       writes the tables into docs/scale.md too`;

export type FleetOptions = {
  readonly wanted: readonly Wanted[];
  readonly replicas: readonly number[];
  readonly workers: number;
  readonly databaseCores: number;
  readonly network: number;
  readonly share: number;
  readonly seconds: number;
  readonly times: string | null;
  readonly keep: 'nothing' | 'docs';
};

/** Throws with a sentence for the person at the console. */
export function readFleetOptions(args: readonly string[]): FleetOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mix: { type: 'string', default: usualMix },
      replicas: { type: 'string', default: '1,2,4,8,16,32' },
      workers: { type: 'string', default: '2' },
      'database-cores': { type: 'string', default: '8' },
      network: { type: 'string', default: '0.5' },
      share: { type: 'string', default: '0.7' },
      seconds: { type: 'string', default: '5' },
      times: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const share = amount('share', values.share);
  if (share >= 1) throw new Error(`--share is not below 1: ${share}`);
  return {
    share,
    wanted: values.mix.split(',').map(wantedOf),
    replicas: values.replicas.split(',').map((count) => amount('replicas', count)),
    workers: amount('workers', values.workers),
    databaseCores: amount('database-cores', values['database-cores']),
    network: amount('network', values.network),
    seconds: amount('seconds', values.seconds),
    times: values.times ?? null,
    keep: values['write-docs'] ? 'docs' : 'nothing',
  };
}

function wantedOf(text: string): Wanted {
  const [name = '', weight = ''] = text.split('=');
  const scenario = measurable.find((one) => one.name === name);
  if (scenario === undefined)
    throw new Error(`--mix knows ${measurable.map((one) => one.name).join(', ')}: ${name}`);
  return { scenario, weight: amount('mix', weight) };
}

/** Measures what one request costs unless it is given, simulates, and prints both tables. */
export async function measureFleet(options: FleetOptions): Promise<void> {
  const kinds = await kindsOf(options);
  const rows = options.replicas.map((replicas) => rowOf(kinds, replicas, options));
  const parts = [
    table(
      ['one request', 'share', 'ms worker', 'ms database', 'ms apart'],
      kinds.map(({ name, weight, worker, database, apart }) => [
        name,
        String(weight),
        ...[worker, database, apart].map((milliseconds) => milliseconds.toFixed(3)),
      ]),
    ),
    table(
      ['replicas', 'asked /s', 'answered /s', 'p50 ms', 'p99 ms', 'workers busy', 'database busy'],
      rows.map(({ cells }) => cells),
    ),
    kneeOf(kinds, rows, options),
  ];
  console.log(`\n${parts.join('\n\n')}`);
  if (options.times === null) console.log(`\nfor --times: ${JSON.stringify(kinds)}`);
  if (options.keep === 'docs') keep(parts, options);
}

async function kindsOf(options: FleetOptions): Promise<readonly Kind[]> {
  if (options.times !== null) return JSON.parse(readFileSync(options.times, 'utf8')) as readonly Kind[];
  pinThisProcess('load');
  return measureServiceTimes(options.wanted, options);
}

type Row = { readonly replicas: number; readonly outcome: Outcome; readonly cells: readonly string[] };

const simulatedRequests = 60_000;

function rowOf(kinds: readonly Kind[], replicas: number, options: FleetOptions): Row {
  const fleet: Fleet = { replicas, workers: options.workers, databaseCores: options.databaseCores };
  const rate = options.share * capacities(kinds, fleet).workers;
  const outcome = simulate(fleet, { kinds, rate, requests: simulatedRequests, seed: replicas });
  const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
  return {
    ...{ replicas, outcome },
    cells: [
      String(replicas),
      ...[rate, outcome.rate].map((each) => each.toFixed(0)),
      ...[outcome.p50, outcome.p99].map((each) => each.toFixed(1)),
      ...[outcome.workersBusy, outcome.databaseBusy].map(percent),
    ],
  };
}

/** Beyond this part of its time a station is one that everybody waits for. */
const full = 0.85;

/** Where more replicas stop to bring more. */
function kneeOf(kinds: readonly Kind[], rows: readonly Row[], options: FleetOptions): string {
  const { databaseCores, workers } = options;
  const { database } = capacities(kinds, { replicas: 1, workers, databaseCores });
  const most = `A database of ${databaseCores} cores answers ${database.toFixed(0)} such requests per second at most.`;
  const knee = rows.find(({ outcome }) => outcome.databaseBusy > full);
  const where =
    knee === undefined
      ? 'None of these fleets fills it.'
      : `It is full from ${knee.replicas} replicas of ${workers} workers on: more of them bring no more answers.`;
  return `${most} ${where}`;
}

const begin = '<!-- fleet: begin -->';
const end = '<!-- fleet: end -->';

function keep(parts: readonly string[], { share, network }: FleetOptions): void {
  const documentation = new URL('../../docs/scale.md', import.meta.url);
  const text = readFileSync(documentation, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/scale.md needs ${begin} and ${end}`);
  const measured =
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus()[0]?.model ?? 'an unknown processor'}, ` +
    `${availableParallelism()} cores; simulated with workers ${(100 * share).toFixed(0)} % busy and ${network} ms to the database and back.`;
  const block = [measured, ...parts].join('\n\n');
  writeFileSync(documentation, `${text.slice(0, from + begin.length)}\n\n${block}\n\n${text.slice(to)}`);
}
