import { authorizationRequest } from '../fixtures/authorization-request.ts';
import { post } from '../load/request.ts';
import { type LoopScenario, member, repeated } from './scenario.ts';

export const pushedRequest: LoopScenario = {
  kind: 'loop',
  name: 'pushed-request',
  iteration: 'authorization request pushed by its client (RFC 9126)',
  target: null,
  async prepare({ system, endpoints }, connections) {
    const { web } = system.fixtures;
    const parameters = Object.fromEntries(authorizationRequest(endpoints.authorization, web).searchParams);
    const form = { ...parameters, client_secret: web.client_secret ?? '' };
    return repeated(connections, post(endpoints.pushedRequest, form), 201);
  },
  async verify(_target, answers) {
    const references = answers.map((answer) => member(answer, 'request_uri'));
    if (new Set(references).size < references.length) throw new Error('one reference for two requests');
  },
};
