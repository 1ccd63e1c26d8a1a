/** One sign-in from the choice of a way to the tokens (cli.md §2). Stores nothing itself. */

import {
  type ChosenClient,
  type ClientNeeds,
  chooseClient,
  registerForSignIn,
} from '../clients/choose-client.ts';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { noWayToSignIn, portTaken } from '../errors/sign-in.ts';
import type { Server } from '../server/discover.ts';
import type { Connection } from '../server/protocol-client.ts';
import { doingOf, protocolFailure, refusalIn } from '../server/protocol-failure.ts';
import type { TokenAnswer } from '../server/token-answer.ts';
import type { Wish } from '../server/wish.ts';
import type { StoreDocument } from '../store/document.ts';
import { signInByBrowser } from './browser.ts';
import { type ChosenFlow, chooseFlow, type Flow, withoutBrowser } from './choose-flow.ts';
import { signInByDevice } from './device.ts';
import { openRedirect, planRedirect, type Redirect } from './redirect.ts';
import { surroundingsOf } from './surroundings.ts';

export type SignInRequest = {
  readonly server: Server;
  readonly document: StoreDocument;
  readonly wish: Wish;
  readonly keepClient: ClientNeeds['keepClient'];
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
  const outcome = await attempt(invocation, { ...request, chosen, client: null });
  if ('tokens' in outcome) return outcome;
  const next = withoutBrowser('The browser did not open', offers);
  const second = await attempt(invocation, { ...request, chosen: next, client: outcome.client });
  if ('tokens' in second) return second;
  throw noWayToSignIn(request.server.metadata.issuer);
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

type Attempt = SignInRequest & {
  readonly chosen: ChosenFlow;
  /** Null: still to be chosen. */
  readonly client: ChosenClient | null;
};

/** No browser could be started; the client that was chosen serves on. */
type NotOpened = { readonly kind: 'not_opened'; readonly client: ChosenClient };

async function attempt(invocation: Invocation, trial: Attempt): Promise<SignedIn | NotOpened> {
  const redirect = trial.chosen.flow === 'device' ? null : await openWayBack(invocation, trial);
  if (redirect === 'port_taken') {
    const chosen = withoutBrowser('The port for the browser is not available', offersOf(trial.server));
    return attempt(invocation, { ...trial, chosen });
  }
  const redirectUri = redirect?.uri ?? 'http://127.0.0.1/callback';
  let reason: string | null = null;
  try {
    const client = trial.client ?? (await chooseClient(invocation, { ...trial, redirectUri }));
    const tokens = await walk(invocation, { ...trial, client, redirect }).catch((error: unknown) => {
      reason = reasonToReplace(client, trial.server, refusalCode(error));
      if (reason === null) throw error;
      return 'refused' as const;
    });
    if (tokens === 'not_opened') return { kind: tokens, client };
    if (tokens !== 'refused') return { tokens, client };
  } finally {
    redirect?.listener?.close();
  }
  if (reason !== null) invocation.output.say(reason);
  return attempt(invocation, {
    ...trial,
    client: await registerForSignIn(invocation, { ...trial, redirectUri }),
  });
}

/** Why this program registers after a refusal, in words; null: it does not. Once, as a new client is not replaced (cli.md §2). */
function reasonToReplace(
  { origin }: ChosenClient,
  { metadata, resource }: Server,
  code: string | undefined,
): string | null {
  if (origin === 'named' || origin === 'registered' || metadata.registration_endpoint === undefined)
    return null;
  if (code === 'invalid_client')
    return `${metadata.issuer} no longer knows this program, so it registers again.`;
  if (code === 'invalid_scope' && origin === 'seeded' && resource !== null)
    return 'The client of the first start may not have the scopes of this service, so this program registers itself.';
  return null;
}

const refusalCode = (error: unknown): string | undefined =>
  refusalIn(error)?.code ?? (error instanceof Failure ? error.technical.code : undefined);

/** Null for no listener needed; `port_taken` where the device flow can stand in. */
async function openWayBack(
  { world, settings }: Invocation,
  { server, document, client }: Attempt,
): Promise<Redirect | 'port_taken'> {
  const plan = planRedirect(settings);
  const { issuer } = server.metadata;
  const usedBefore = document.clients
    .filter((one) => one.issuer === issuer && one.purpose === 'sign_in')
    .flatMap(({ redirectUris }) => redirectUris);
  const redirect = await openRedirect(plan, [...(client?.redirectUris ?? []), ...usedBefore], world);
  if (redirect !== null) return redirect;
  if (offersOf(server).device) return 'port_taken';
  throw portTaken(plan.kind === 'here' ? (plan.fixed ?? 0) : 0);
}

type Walk = Attempt & { readonly client: ChosenClient; readonly redirect: Redirect | null };

async function walk(invocation: Invocation, way: Walk): Promise<TokenAnswer | 'not_opened'> {
  const { output, http } = invocation;
  const { server, client, wish, chosen, redirect } = way;
  const connection: Connection = { metadata: server.metadata, client: client.identity, http };
  output.say(chosen.line);
  try {
    return redirect === null
      ? await signInByDevice(invocation, connection, wish)
      : await signInByBrowser(invocation, connection, { ...way, redirect });
  } catch (error) {
    throw protocolFailure(error, doingOf(connection, { server: server.address, ...wish }));
  }
}
