/** Signs in with a browser: one that is opened here, or any other whose answer the person brings. */

import type { Invocation } from '../command-line/command.ts';
import type { Server } from '../server/discover.ts';
import type { Connection } from '../server/protocol-client.ts';
import { doingOf, protocolFailure } from '../server/protocol-failure.ts';
import type { TokenAnswer } from '../server/token-answer.ts';
import type { Wish } from '../server/wish.ts';
import { type AuthorizationRequest, prepareAuthorization, redeemAnswer } from './authorization-request.ts';
import { awaitAnswer, type BroughtAnswer } from './await-answer.ts';
import type { ChosenFlow } from './choose-flow.ts';
import { openBrowser } from './open-browser.ts';
import { checkAcceptance } from './preflight.ts';
import type { Redirect } from './redirect.ts';

export type BrowserSignIn = {
  readonly server: Server;
  readonly wish: Wish;
  readonly redirect: Redirect;
  readonly chosen: ChosenFlow;
};

const minutes = { browser: 5, paste: 10 } as const;

/** The tokens, or `not_opened` when no browser could be started. */
export async function signInByBrowser(
  invocation: Invocation,
  connection: Connection,
  { server, wish, redirect, chosen }: BrowserSignIn,
): Promise<TokenAnswer | 'not_opened'> {
  const request = await prepareAuthorization(connection, wish, redirect.uri);
  await checkAcceptance(invocation, request, connection.client);
  const answer = await (chosen.flow === 'paste'
    ? awaitPasted(invocation, request, redirect)
    : awaitBrowser(invocation, request, redirect));
  if (answer === 'not_opened') return answer;
  return finish({ connection, request, answer, server });
}

function awaitBrowser(
  { world, output }: Invocation,
  { url }: AuthorizationRequest,
  { listener }: Redirect,
): Promise<BroughtAnswer | 'not_opened'> {
  output.say(output.style.grey(`If it does not open, open this page yourself: ${url.href}`));
  return awaitAnswer(
    { world, output },
    {
      listener,
      text: 'Waiting for you in the browser',
      minutes: minutes.browser,
      hopeless: openBrowser(url.href, world),
      paste: 'not_accepted',
    },
  );
}

function awaitPasted(
  { world, output }: Invocation,
  { url, redirectUri }: AuthorizationRequest,
  { listener }: Redirect,
): Promise<BroughtAnswer | 'not_opened'> {
  output.tell(
    [
      '',
      `  1. Open this page:  ${url.href}`,
      `  2. Sign in. The browser then goes to ${redirectUri}, which may not load there.`,
      '  3. Copy the whole address it ended on, and paste it here.',
      '',
    ].join('\n'),
  );
  return awaitAnswer(
    { world, output },
    { listener, text: '', minutes: minutes.paste, hopeless: null, paste: 'accepted' },
  );
}

type Finish = {
  readonly connection: Connection;
  readonly request: AuthorizationRequest;
  readonly answer: BroughtAnswer;
  readonly server: Server;
};

/** The page in the browser tells what became of it. */
async function finish({ connection, request, answer, server }: Finish): Promise<TokenAnswer> {
  try {
    const tokens = await redeemAnswer(connection, request, answer.url);
    await answer.show({ kind: 'signed_in', server: server.resource?.name ?? server.address });
    return tokens;
  } catch (error) {
    const failure = protocolFailure(error, doingOf(connection, { server: server.address, ...request.wish }));
    await answer.show({ kind: 'failed', reason: failure.message });
    throw failure;
  }
}
