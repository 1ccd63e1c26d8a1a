/** Polls for the tokens of a device code until somebody decided or the code has expired (RFC 8628 §3.4, §3.5). */

import { type Configuration, genericGrantRequest } from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { type Failure, failureIn } from '../errors/failure.ts';
import { codeExpired, codeSpent, codeUnheard } from '../errors/sign-in.ts';
import { secondsUntilRetry } from '../http/retry.ts';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { refusalIn, responseIn } from '../server/protocol-failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../server/token-answer.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const usualInterval = 5; // RFC 8628 §3.2
const slowDownBy = 5; // RFC 8628 §3.5
const longestBackOff = 60;

export type Polling = {
  readonly connection: Connection;
  readonly scopes: readonly string[];
  /** When the code expires, in milliseconds since 1970. */
  readonly until: number;
  readonly deviceCode: string;
  readonly interval: number | undefined;
  /** Told once for each time of trouble. */
  readonly sayTrouble: () => void;
};

type Heard =
  | { readonly kind: 'tokens'; readonly tokens: TokenAnswer }
  | { readonly kind: 'pending' | 'slow_down' }
  /** Nothing of the protocol was heard; the server may name its time, in seconds. */
  | { readonly kind: 'trouble'; readonly retryAfter: number | null };

/** Seconds between polls as agreed, and before the next one. */
type Pace = { readonly interval: number; readonly pause: number };

/**
 * Trouble of the server or on the way to it ends nothing: the pause doubles, or is as long as the server asks, and the
 * code is polled on. Rejects with what the server decided, or when the code has expired.
 */
export async function pollForTokens(
  { world }: Pick<Invocation, 'world'>,
  polling: Polling,
): Promise<TokenAnswer> {
  const configuration = protocolClient(polling.connection, 'single');
  const interval = polling.interval ?? usualInterval;
  let pace: Pace = { interval, pause: interval };
  let isTroubled = false;
  while (world.now() + pace.pause * 1000 < polling.until) {
    await world.sleep(pace.pause * 1000);
    const heard = await pollOnce(configuration, polling, world.now);
    if (heard.kind === 'tokens') return heard.tokens;
    if (heard.kind === 'trouble' && !isTroubled) polling.sayTrouble();
    isTroubled = heard.kind === 'trouble';
    pace = nextPace(pace, heard, (polling.until - world.now()) / 1000);
  }
  const { issuer } = polling.connection.metadata;
  throw isTroubled ? codeUnheard(issuer) : codeExpired(issuer);
}

async function pollOnce(
  configuration: Configuration,
  { deviceCode, scopes, connection }: Polling,
  now: () => number,
): Promise<Heard> {
  try {
    const tokens = await genericGrantRequest(configuration, deviceGrant, { device_code: deviceCode });
    return { kind: 'tokens', tokens: readTokenAnswer(tokens, scopes) };
  } catch (error) {
    const code = refusalIn(error)?.code;
    if (code === 'slow_down') return { kind: 'slow_down' };
    if (code === 'authorization_pending') return { kind: 'pending' };
    if (code === 'invalid_grant') throw spent(error, connection);
    const trouble = troubleIn(error, now());
    if (trouble === null) throw error;
    return trouble;
  }
}

/** A server that is out of order, or a connection that came to nothing. Null for every answer that decides. */
function troubleIn(error: unknown, now: number): Heard | null {
  const failure = failureIn(error);
  if (failure !== null)
    return failure.ending === 'unavailable' ? { kind: 'trouble', retryAfter: null } : null;
  const response = responseIn(error);
  const status = response?.status ?? 0;
  const code = refusalIn(error)?.code ?? '';
  const isTemporary = status >= 500 || status === 429 || status === 408;
  if (!isTemporary && code !== 'temporarily_unavailable' && code !== 'server_error') return null;
  return {
    kind: 'trouble',
    retryAfter: secondsUntilRetry(response?.headers.get('retry-after') ?? null, now),
  };
}

/** What the server asks for is kept to, within the life of the code; a pause of our own becomes no longer than leaves time for one more poll. */
function nextPace({ interval, pause }: Pace, heard: Heard, secondsLeft: number): Pace {
  if (heard.kind === 'slow_down') return { interval: interval + slowDownBy, pause: interval + slowDownBy };
  if (heard.kind !== 'trouble') return { interval, pause: interval };
  const { retryAfter } = heard;
  if (retryAfter !== null && retryAfter < secondsLeft)
    return { interval, pause: Math.max(interval, retryAfter) };
  const doubled = Math.max(interval, Math.min(pause * 2, longestBackOff));
  return { interval, pause: doubled < secondsLeft ? doubled : interval };
}

/** Also when the tokens were sent, and lost on the way. */
const spent = (error: unknown, { metadata }: Connection): Failure => {
  const { technical, said } = refusalIn(error) ?? {};
  return codeSpent(metadata.issuer, {
    ...(technical === undefined ? {} : { technical }),
    said,
    cause: error,
  });
};
