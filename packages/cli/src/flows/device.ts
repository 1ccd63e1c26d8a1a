/** Signs in on another device (RFC 8628). */

import { type DeviceAuthorizationResponse as DeviceAnswer, initiateDeviceAuthorization } from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import type { Spinner } from '../output/spinner.ts';
import { formatRows } from '../output/table.ts';
import { checkTransport, type Transport } from '../server/address.ts';
import { checkPrintable } from '../server/answer-values.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import type { TokenAnswer } from '../server/token-answer.ts';
import { addWish, type Wish } from '../server/wish.ts';
import { clean } from '../untrusted/clean.ts';
import { isWebAddress } from '../untrusted/printable.ts';
import { pollForTokens } from './poll.ts';

/** Shows address and code, and polls until somebody decided or the code has expired. */
export async function signInByDevice(
  { world, output, settings }: Pick<Invocation, 'world' | 'output' | 'settings'>,
  connection: Connection,
  wish: Wish,
): Promise<TokenAnswer> {
  const parameters = new URLSearchParams();
  addWish(parameters, wish);
  const device = readDeviceAnswer(
    await initiateDeviceAuthorization(protocolClient(connection, 'idempotent'), parameters),
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
  const wait = (): Spinner => output.wait({ text: 'Waiting for you on the other device', until });
  let spinner = wait();
  const sayTrouble = (): void => {
    output.warn(
      `${connection.metadata.issuer} does not answer as it should. Trying on until the code expires.`,
    );
    spinner = wait();
  };
  const { device_code: deviceCode, interval } = device;
  try {
    return await pollForTokens(
      { world },
      { connection, scopes: wish.scopes, until, deviceCode, interval, sayTrouble },
    );
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
