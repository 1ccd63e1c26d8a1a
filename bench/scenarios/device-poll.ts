import { deviceGrant } from '../fixtures/fixtures.ts';
import { post } from '../load/request.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

/** Each connection polls a code of its own; the interval is set so that every poll is in time. */
export const devicePoll: LoopScenario = {
  kind: 'loop',
  name: 'device-poll',
  iteration: 'polling a pending device code',
  target: null,
  prepare: ({ system, endpoints }, connections) =>
    Promise.all(
      connections.map(async (connection) => {
        const { client_id, scope } = system.fixtures.device;
        const started = await connection.send(post(endpoints.deviceAuthorization, { client_id, scope }));
        const device_code = member(expectStatus(started, 200), 'device_code');
        const poll = post(endpoints.token, { grant_type: deviceGrant, client_id, device_code });
        return async () => expectStatus(await connection.send(poll), 400);
      }),
    ),
  async verify(_target, answers) {
    for (const answer of answers) {
      const error = member(answer, 'error');
      if (error !== 'authorization_pending') throw new Error(`a polite poll was answered ${error}`);
    }
  },
};
