/** One sign-in from the choice of a way to the tokens (cli.md §2). Never stores anything. */

import type { ChosenClient } from '../clients/choose-client.ts';
import { chooseClient, registerForSignIn } from '../clients/choose-client.ts';
import type { Invocation } from '../command.ts';
import { Failure } from '../errors/failure.ts';
import { doingOf, protocolFailure, refusalIn } from '../errors/protocol.ts';
import { noWayToSignIn, portTaken } from '../errors/sign-in.ts';
import type { Server } from '../server/discover.ts';
import type { Connection } from '../server/protocol-client.ts';
import type { StoreDocument } from '../store/document.ts';
import type { TokenAnswer } from '../tokens/token-answer.ts';
import type { Wish } from './authorization-request.ts';
import { signInByBrowser } from './browser.ts';
import { type ChosenFlow, chooseFlow, type Flow, withoutBrowser } from './choose-flow.ts';
import { signInByDevice } from './device.ts';
import { openRedirect, planRedirect, type Redirect } from './redirect.ts';
import { surroundingsOf } from './surroundings.ts';

export type SignInRequest = {
  readonly server: Server;
  readonly document: StoreDocument;
  readonly wish: Wish;
};

export type SignedIn = { readonly tokens: TokenAnswer; readonly client: ChosenClient };

type Offers = { readonly authorization: boolean; readonly device: boolean };

/** Rejects with words for the person. */
export async function signIn(invocation: Invocation, request: SignInRequest): Promise<SignedIn> {
  const offers = offersOf(request.server);
  const chosen = chooseFlow({
    asked: askedFlow(invocation),
    surroundings: surroundingsOf(invocation.world),
    offers,
    comesBackHere: planRedirect(invocation.settings).kind === 'here',
  });
  if (chosen === null) throw noWayToSignIn(request.server.metadata.issuer);
  const outcome = await attempt(invocation, request, chosen);
  if (outcome !== 'not_opened') return outcome;
  const next = withoutBrowser('The browser did not open', offers);
  const second = await attempt(invocation, request, next);
  if (second === 'not_opened') throw noWayToSignIn(request.server.metadata.issuer);
  return second;
}

const offersOf = ({ metadata }: Server): Offers => ({
  authorization: metadata.authorization_endpoint !== undefined,
  device: metadata.device_authorization_endpoint !== undefined,
});

function askedFlow({ given }: Invocation): Flow | null {
  if (given.has('device')) return 'device';
  if (given.has('no-browser')) return 'paste';
  return given.has('browser') ? 'browser' : null;
}

/** A client of ours that the server has forgotten is registered again, once (cli.md §2). */
async function attempt(
  invocation: Invocation,
  request: SignInRequest,
  chosen: ChosenFlow,
): Promise<SignedIn | 'not_opened'> {
  const redirect = chosen.flow === 'device' ? null : await openWayBack(invocation, request);
  if (redirect === 'port_taken') {
    const next = withoutBrowser('The port for the browser is not available', offersOf(request.server));
    return attempt(invocation, request, next);
  }
  const redirectUri = redirect?.uri ?? 'http://127.0.0.1/callback';
  const needs = { ...request, redirectUri };
  try {
    const client = await chooseClient(invocation, needs);
    try {
      return await walk(invocation, { ...request, client, redirect, chosen });
    } catch (error) {
      if (!mayReplace(client, request.server) || refusalCode(error) !== 'invalid_client') throw error;
      invocation.output.say(
        `${request.server.metadata.issuer} no longer knows this program, so it registers again.`,
      );
      const renewed = await registerForSignIn(invocation, needs);
      return await walk(invocation, { ...request, client: renewed, redirect, chosen });
    }
  } finally {
    redirect?.listener?.close();
  }
}

const mayReplace = ({ origin }: ChosenClient, { metadata }: Server): boolean =>
  origin !== 'named' && origin !== 'registered' && metadata.registration_endpoint !== undefined;

const refusalCode = (error: unknown): string | undefined =>
  refusalIn(error)?.code ?? (error instanceof Failure ? error.technical.code : undefined);

/** Null for no listener needed; `port_taken` where the device flow can stand in. */
async function openWayBack(
  { world, settings }: Invocation,
  { server, document }: SignInRequest,
): Promise<Redirect | 'port_taken'> {
  const plan = planRedirect(settings);
  const { issuer } = server.metadata;
  const usedBefore = document.clients
    .filter((client) => client.issuer === issuer && client.purpose === 'sign_in')
    .flatMap((client) => client.redirectUris);
  const redirect = await openRedirect(plan, usedBefore, world);
  if (redirect !== null) return redirect;
  if (offersOf(server).device) return 'port_taken';
  throw portTaken(plan.kind === 'here' ? (plan.fixed ?? 0) : 0);
}

export type Walk = SignInRequest & {
  readonly client: ChosenClient;
  readonly redirect: Redirect | null;
  readonly chosen: ChosenFlow;
};

async function walk(invocation: Invocation, way: Walk): Promise<SignedIn | 'not_opened'> {
  const { output, http } = invocation;
  const { server, client, wish, chosen, redirect } = way;
  const connection: Connection = { metadata: server.metadata, client: client.identity, http };
  output.say(chosen.line);
  try {
    const tokens =
      redirect === null
        ? await signInByDevice(invocation, connection, wish)
        : await signInByBrowser(invocation, connection, { ...way, redirect });
    return tokens === 'not_opened' ? tokens : { tokens, client };
  } catch (error) {
    throw protocolFailure(error, doingOf(connection, { server: server.address, ...wish }));
  }
}
