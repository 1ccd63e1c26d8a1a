import { parseArgs } from 'node:util';
import { amount } from './arguments/amount.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { grantorSqlite } from './systems/grantor.ts';
import { reference, systems } from './systems/index.ts';
import { peerMembers, readPeer } from './systems/peer.ts';
import type { System } from './systems/system.ts';

export type Options = {
  readonly scenarios: readonly Scenario[];
  readonly systems: readonly System[];
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** The system whose figures the ratios are to. */
  readonly reference: string;
  /** The system that the targets are about. */
  readonly judged: string;
  /** `file`: bench/results/<date>.json; `docs`: that, and the tables of docs/performance.md. */
  readonly keep: 'nothing' | 'file' | 'docs';
  /** Whether the load has a core of its own, where the platform can; absent: it has. */
  readonly cores?: 'apart' | 'shared';
};

export const usage = `npm run bench -- [scenario …] [options]

  --scenarios a,b    the same as naming them: of ${scenarios.map(({ name }) => name).join(', ')}
  --systems a,b      of ${systems.map(({ name }) => name).join(', ')}
  --system n=c,u     one server more: its name, its command (empty: it runs already), its address; members as below
  --reference name   of the system that ratios are to: ${reference}
  --seconds 3        of one round of one system
  --rounds 3         systems take turns in each
  --connections 32   kept alive, one request at a time on each
  --write-docs       writes the tables into docs/performance.md too
  --quick            one round of half a second, nothing kept: proves that everything runs

Members of --system, each as ,member=value:
${Object.entries(peerMembers)
  .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`.trimEnd())
  .join('\n')}`;

/** Throws with a sentence for the person at the console. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      scenarios: { type: 'string' },
      systems: { type: 'string' },
      system: { type: 'string', multiple: true },
      reference: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string' },
      'write-docs': { type: 'boolean' },
      quick: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const quick = values.quick === true;
  const taking = [...chosen(systems, values.systems), ...(values.system ?? []).map(readPeer)];
  const to = values.reference ?? reference;
  if (values.reference !== undefined && !taking.some(({ name }) => name === to))
    throw new Error(`--reference is none of the systems: ${to}`);
  const wanted = [...positionals, ...(values.scenarios === undefined ? [] : [values.scenarios])];
  return {
    scenarios: chosen(scenarios, wanted.length === 0 ? undefined : wanted.join(',')),
    systems: taking,
    seconds: amount('seconds', values.seconds ?? (quick ? '0.5' : '3')),
    rounds: amount('rounds', values.rounds ?? (quick ? '1' : '3')),
    connections: amount('connections', values.connections ?? '32'),
    reference: to,
    judged: grantorSqlite.name,
    keep: quick ? 'nothing' : values['write-docs'] === true ? 'docs' : 'file',
  };
}

/** Those with the names, in their own order; a name also stands for all that begin with it and a hyphen. */
function chosen<Named extends { readonly name: string }>(
  all: readonly Named[],
  names: string | undefined,
): readonly Named[] {
  if (names === undefined) return all;
  const wanted = names.split(',');
  const isOne = ({ name }: Named, want: string): boolean => name === want || name.startsWith(`${want}-`);
  const unknown = wanted.filter((want) => !all.some((one) => isOne(one, want)));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}\n\n${usage}`);
  return all.filter((one) => wanted.some((want) => isOne(one, want)));
}
