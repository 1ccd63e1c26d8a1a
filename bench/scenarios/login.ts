import { Connection } from '../load/connection.ts';
import { drive, pace } from '../load/drive.ts';
import { get } from '../load/request.ts';
import { percentile } from '../load/statistics.ts';
import { expectStatus, isGrantor, type SpecialScenario } from './scenario.ts';

/** Milliseconds between the requests of somebody who only reads a document. */
const pacing = 5;
/** People signing in at the same time; more would only queue longer. */
const atOnce = 4;

export const login: SpecialScenario = {
  kind: 'special',
  name: 'login',
  iteration: 'password sign-in: GET of the page, POST of the form; and `discovery` meanwhile, every 5 ms',
  figures: {
    'sign-ins': { unit: '/s', atMost: null },
    'p50 of a sign-in': { unit: 'ms', atMost: null },
    'p99 of discovery, quiet': { unit: 'ms', atMost: null },
    'p99 of discovery, meanwhile': { unit: 'ms', atMost: null },
    'meanwhile ÷ quiet': { unit: '×', atMost: 2 },
  },
  isOf: isGrantor,
  async measure(_system, { system, endpoints }, { seconds, connections }) {
    const reader = new Connection(system.port);
    await reader.open();
    const read = async () => expectStatus(await reader.send(get(endpoints.discovery)), 200);
    const silence = new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const quiet = percentile(await pace(read, { every: pacing, until: silence }), 0.99);

    const signIn = async () => ({ status: 200, head: '', body: await system.signIn(system.fixtures.user) });
    const people = Array.from({ length: Math.min(connections, atOnce) }, () => signIn);
    const storm = drive(people, seconds);
    const meanwhile = percentile(await pace(read, { every: pacing, until: storm }), 0.99);
    reader.close();
    const { durations, seconds: took } = await storm;
    return {
      'sign-ins': durations.length / took,
      'p50 of a sign-in': percentile(durations, 0.5),
      'p99 of discovery, quiet': quiet,
      'p99 of discovery, meanwhile': meanwhile,
      'meanwhile ÷ quiet': meanwhile / quiet,
    };
  },
};
