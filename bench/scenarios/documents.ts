import type { Endpoints } from '../endpoints/endpoints.ts';
import { get } from '../load/request.ts';
import { type LoopScenario, repeated } from './scenario.ts';

const document = (name: string, where: (endpoints: Endpoints) => URL, contains: string): LoopScenario => ({
  kind: 'loop',
  name,
  iteration: `GET of the ${name} document`,
  target: 2.5,
  prepare: async ({ endpoints }, connections) => repeated(connections, get(where(endpoints))),
  async verify(_target, answers) {
    for (const { body } of answers) {
      if (!(contains in JSON.parse(body))) throw new Error(`a ${name} document without ${contains}`);
    }
  },
});

export const discovery = document('discovery', (endpoints) => endpoints.discovery, 'issuer');
export const jwks = document('jwks', (endpoints) => endpoints.jwks, 'keys');
