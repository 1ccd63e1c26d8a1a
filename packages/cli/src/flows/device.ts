/** Signs in on another device (RFC 8628). */

import { genericGrantRequest, initiateDeviceAuthorization } from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { codeExpired } from '../errors/sign-in.ts';
import { formatRows } from '../output/table.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { refusalIn } from '../server/protocol-failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../server/token-answer.ts';
import { addWish, type Wish } from '../server/wish.ts';
import { clean } from '../untrusted/clean.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const usualInterval = 5; // RFC 8628 §3.2
const slowDownBy = 5; // RFC 8628 §3.5

/** Shows address and code, and polls until somebody decided or the code has expired. */
export async function signInByDevice(
  { world, output }: Pick<Invocation, 'world' | 'output'>,
  connection: Connection,
  wish: Wish,
): Promise<TokenAnswer> {
  const parameters = new URLSearchParams();
  addWish(parameters, wish);
  const device = await initiateDeviceAuthorization(protocolClient(connection, 'once'), parameters);
  const complete = device.verification_uri_complete;
  output.tell(
    formatRows(
      [
        ['Open', clean(device.verification_uri)],
        ['Enter', output.style.bold(clean(device.user_code))],
        ['Or open', complete === undefined ? undefined : clean(complete)],
      ],
      output.style,
    ),
  );
  const until = world.now() + device.expires_in * 1000;
  const spinner = output.wait({ text: 'Waiting for you on the other device', until });
  try {
    return await poll({ world, connection, wish, until, ...device });
  } finally {
    spinner.stop();
  }
}

type Polling = {
  readonly world: Invocation['world'];
  readonly connection: Connection;
  readonly wish: Wish;
  readonly until: number;
  readonly device_code: string;
  readonly interval?: number;
};

async function poll({
  world,
  connection,
  wish,
  until,
  device_code,
  interval,
}: Polling): Promise<TokenAnswer> {
  const configuration = protocolClient(connection, 'idempotent');
  let seconds = interval ?? usualInterval;
  while (world.now() + seconds * 1000 < until) {
    await world.sleep(seconds * 1000);
    try {
      const tokens = await genericGrantRequest(configuration, deviceGrant, { device_code });
      return readTokenAnswer(tokens, wish.scopes);
    } catch (error) {
      const code = refusalIn(error)?.code;
      if (code === 'slow_down') seconds += slowDownBy;
      else if (code !== 'authorization_pending') throw error;
    }
  }
  throw codeExpired(connection.metadata.issuer);
}
