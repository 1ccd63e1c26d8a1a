/** `npm run bench -- growth`: the same requests on a store that holds years of use, as a multiple of an empty one. */

import { parseArgs } from 'node:util';
import { fillingStatements } from '../packages/server/test/budget/large-database.ts';
import { amount } from './arguments/amount.ts';
import type { Options } from './options.ts';
import { clientCredentialsJwt, clientCredentialsOpaque } from './scenarios/client-credentials.ts';
import { introspection } from './scenarios/introspection.ts';
import { refresh } from './scenarios/refresh.ts';
import { grantorFilled, grantorPostgres, grantorSqlite } from './systems/grantor.ts';

export const growthUsage = `npm run bench -- growth [options]

  --store sqlite     or postgres
  --tokens 10000000  with a tenth as many people and entries of the audit log, and a hundredth as many clients
  --seconds 3        of one round of one system
  --rounds 5         systems take turns in each`;

/** Throws with a sentence for the person at the console. */
export function readGrowthOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'sqlite' },
      tokens: { type: 'string', default: '10000000' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const { store } = values;
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store is sqlite or postgres: ${store}`);
  const empty = store === 'sqlite' ? grantorSqlite : grantorPostgres;
  const filled = grantorFilled(store, fillingFor(amount('tokens', values.tokens)));
  const measured = [clientCredentialsJwt, clientCredentialsOpaque, introspection, refresh];
  return {
    scenarios: measured.map((scenario) => ({ ...scenario, target: leastRatio })),
    systems: [empty, filled],
    reference: empty.name,
    judged: filled.name,
    seconds: amount('seconds', values.seconds),
    rounds: amount('rounds', values.rounds),
    connections: 32,
    keep: 'nothing',
  };
}

/** Of the empty store's rate (requirements, §2). */
const leastRatio = 0.9;

/** In proportion as performance.md §1 names it: 100,000 clients, 1 million people, 10 million tokens. */
function fillingFor(tokens: number): readonly string[] {
  const sizes = { tokens, users: tokens / 10, auditRows: tokens / 10, clients: tokens / 100 };
  const busiest = { userId: 'person-1', username: 'user1', clientId: 'client-1' };
  return fillingStatements(sizes, busiest, Math.floor(Date.now() / 1000));
}
