/** `npm run bench -- workers`: what a second worker brings, with the load on the same cores. */

import { parseArgs } from 'node:util';
import { amount } from './arguments/amount.ts';
import type { Options } from './options.ts';
import { clientCredentialsJwt } from './scenarios/client-credentials.ts';
import { introspection } from './scenarios/introspection.ts';
import { grantorWorkers } from './systems/grantor.ts';

export const workersUsage = `npm run bench -- workers [options]

  --store postgres   or sqlite
  --workers 2        against one
  --seconds 3        of one round of one system
  --rounds 5         systems take turns in each
  --connections 64   kept alive; each is one worker's`;

/** Of the rate of one worker (docs/scale.md). */
const leastRatio = 1.6;

/** Throws with a sentence for the person at the console. */
export function readWorkersOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'postgres' },
      workers: { type: 'string', default: '2' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '64' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const { store } = values;
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store is sqlite or postgres: ${store}`);
  const several = amount('workers', values.workers);
  if (!Number.isInteger(several) || several < 2)
    throw new Error(`--workers is not a whole number from 2 on: ${several}`);
  const [one, more] = [grantorWorkers(1, store), grantorWorkers(several, store)];
  return {
    scenarios: [introspection, clientCredentialsJwt].map((scenario) => ({
      ...scenario,
      target: several === 2 && store === 'postgres' ? leastRatio : null,
    })),
    systems: [one, more],
    reference: one.name,
    judged: more.name,
    seconds: amount('seconds', values.seconds),
    rounds: amount('rounds', values.rounds),
    connections: amount('connections', values.connections),
    keep: 'nothing',
    cores: 'shared',
  };
}
