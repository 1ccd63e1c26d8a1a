import { setTimeout } from 'node:timers/promises';
import { deviceGrant, type FixtureClient } from '../fixtures/fixtures.ts';
import type { Answer } from '../load/answer.ts';
import type { Connection } from '../load/connection.ts';
import { post } from '../load/request.ts';
import { expectStatus, member, type Target } from './scenario.ts';

/** What a client sends of itself with every request. */
export const proofOf = ({ client_id, client_secret }: FixtureClient): Record<string, string> => ({
  client_id,
  ...(client_secret === undefined ? {} : { client_secret }),
});

const longestWait = 30_000;

/** The device flow (RFC 8628) to its tokens, allowed as the system has it. */
export async function allowDevice({ system, endpoints }: Target, connection: Connection): Promise<Answer> {
  const client = proofOf(system.fixtures.device);
  const { scope } = system.fixtures.device;
  // While somebody allows another code, a server may close what nobody uses
  const send = async (request: string): Promise<Answer> => {
    await connection.open();
    return connection.send(request);
  };
  const started = expectStatus(await send(post(endpoints.deviceAuthorization, { ...client, scope })), 200);
  await system.approve?.(member(started, 'user_code'));
  const device_code = member(started, 'device_code');
  const poll = post(endpoints.token, { ...client, grant_type: deviceGrant, device_code });
  const deadline = Date.now() + longestWait;
  for (;;) {
    const answer = await send(poll);
    if (answer.status === 200 || Date.now() > deadline) return expectStatus(answer, 200);
    await setTimeout(1000);
  }
}
