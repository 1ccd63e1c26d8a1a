/** Signs in on another device (RFC 8628). */

import {
  type DeviceAuthorizationResponse as DeviceAnswer,
  genericGrantRequest,
  initiateDeviceAuthorization,
} from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { codeExpired } from '../errors/sign-in.ts';
import { formatRows } from '../output/table.ts';
import { checkTransport, type Transport } from '../server/address.ts';
import { checkPrintable } from '../server/answer-values.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { refusalIn } from '../server/protocol-failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../server/token-answer.ts';
import { addWish, type Wish } from '../server/wish.ts';
import { clean } from '../untrusted/clean.ts';
import { isWebAddress } from '../untrusted/printable.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const usualInterval = 5; // RFC 8628 §3.2
const slowDownBy = 5; // RFC 8628 §3.5

/** Shows address and code, and polls until somebody decided or the code has expired. */
export async function signInByDevice(
  { world, output, settings }: Pick<Invocation, 'world' | 'output' | 'settings'>,
  connection: Connection,
  wish: Wish,
): Promise<TokenAnswer> {
  const parameters = new URLSearchParams();
  addWish(parameters, wish);
  const device = readDeviceAnswer(
    await initiateDeviceAuthorization(protocolClient(connection, 'once'), parameters),
    settings,
  );
  output.tell(
    formatRows(
      [
        ['Open', device.verification_uri],
        ['Enter', output.style.bold(clean(device.user_code))],
        ['Or open', device.verification_uri_complete],
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

/** Longer nobody waits for a person, whatever the server says. */
const longestWait = 86_400;

/** What a person can open and type, within a day (RFC 8628 §3.2). Throws for anything else. */
function readDeviceAnswer(answer: DeviceAnswer, transport: Transport): DeviceAnswer {
  const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval } =
    answer;
  checkPrintable({ 'a device code': device_code, 'a user code': user_code });
  for (const uri of [verification_uri, verification_uri_complete]) {
    if (uri === undefined) continue;
    if (!isWebAddress(uri)) throw noPage();
    checkTransport(uri, 'The page for the code', transport);
  }
  return {
    ...answer,
    expires_in: Math.min(expires_in, longestWait),
    ...(interval === undefined ? {} : { interval: Math.min(Math.max(interval, 1), longestWait) }),
  };
}

const noPage = (): Failure =>
  new Failure('failed', {
    what: 'The server answered with an address that is no page to open.',
    remedy: ['Tell whoever runs the server.'],
  });

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
