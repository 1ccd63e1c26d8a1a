import { postJson } from '../load/request.ts';
import { type LoopScenario, member, repeated } from './scenario.ts';

const metadata = {
  client_name: 'An app on a phone',
  redirect_uris: ['https://client.example/cb'],
  token_endpoint_auth_method: 'none',
};

export const registration: LoopScenario = {
  kind: 'loop',
  name: 'registration',
  iteration: 'a client that registers itself (RFC 7591)',
  target: null,
  async prepare({ endpoints }, connections) {
    return repeated(connections, postJson(endpoints.registration, metadata), 201);
  },
  async verify(_target, answers) {
    const ids = answers.map((answer) => member(answer, 'client_id'));
    if (new Set(ids).size < ids.length) throw new Error('one id for two clients');
  },
};
