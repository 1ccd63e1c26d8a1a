/** OpenID Connect RP-Initiated Logout: a hint proves who asks, the session cookie who is signed out. */

import {
  type ClientId,
  clientId,
  OAuthError,
  type Params,
  parseForm,
  parseQuery,
  secondOf,
  withQuery,
} from '@grantor/protocol';
import { type Hint, verifyHint } from '../authorize/id-token-hint.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { Client } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { EndSessionOutcome } from '../requests/outcome.ts';
import type { EndSessionRequest, Visitor } from '../requests/request.ts';

type World = { readonly ports: Ports; readonly policy: Policy };

const parameterNames = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'logout_hint',
  'ui_locales',
] as const;

/** Parameters that passed every check: whom the hint is about, and where to go afterwards. */
type CheckedRequest = {
  readonly params: Params;
  readonly hint: Hint | null;
  readonly client: Client | null;
  readonly redirect: string | null;
};

/** Nothing ends on a hint alone, and nobody is redirected without one (protocol.md LO-1, LO-2). */
export async function endSession(
  world: World,
  request: EndSessionRequest,
  visitor: Visitor,
): Promise<EndSessionOutcome> {
  let checked: CheckedRequest;
  try {
    checked = await check(world, request);
  } catch (error) {
    if (error instanceof OAuthError) return { kind: 'refuse', error };
    throw error;
  }
  const { session } = visitor;
  if (session === null) {
    if (checked.hint === null && request.confirmation === 'missing') return confirm(checked);
    return { kind: 'ended', redirect: checked.redirect, frames: [], session: null };
  }
  const mayEnd = request.confirmation === 'given' || (await isOwnSession(world, checked, session));
  return mayEnd ? end(world, request, { checked, session }) : confirm(checked);
}

async function check({ ports, policy }: World, request: EndSessionRequest): Promise<CheckedRequest> {
  const params =
    request.form === null
      ? parseQuery(request.query)
      : parseForm({ ...request.form, contentEncoding: undefined });
  params.check(parameterNames);
  const token = params.get('id_token_hint');
  const now = secondOf(ports.clock.now());
  const hint =
    token === undefined ? null : await verifyHint(token, { keys: ports.keys, issuer: policy.issuer, now });
  const client = await findClient(ports, { named: params.get('client_id'), hint });
  return { params, hint, client, redirect: checkRedirect({ params, hint, client }) };
}

async function findClient(
  ports: Ports,
  { named, hint }: { named: string | undefined; hint: Hint | null },
): Promise<Client | null> {
  if (named !== undefined && hint !== null && !hint.audience.includes(named)) {
    throw new OAuthError('invalid_request', 'The client_id is not the audience of the id_token_hint.'); // RP-Initiated Logout §2
  }
  const id = named ?? hint?.audience[0];
  return id === undefined ? null : ports.store.findClient(clientId(id));
}

// RP-Initiated Logout §3: exact match with a registered URI, and only on the word of a hint.
function checkRedirect({ params, hint, client }: Omit<CheckedRequest, 'redirect'>): string | null {
  const uri = params.get('post_logout_redirect_uri');
  if (uri === undefined) return null;
  if (hint === null || client === null || !client.postLogoutRedirectUris.includes(uri)) {
    throw new OAuthError('invalid_request', 'The post_logout_redirect_uri cannot be trusted.');
  }
  const state = params.get('state');
  return state === undefined ? uri : withQuery(uri, [['state', state]]);
}

/** The hint was issued in this very session: same user, same `sid`. */
async function isOwnSession(
  { ports }: World,
  { hint }: CheckedRequest,
  session: BrowserSession,
): Promise<boolean> {
  if (hint?.sid == null || hint.subject !== session.userId) return false;
  const clients = await ports.store.listSessionClients(session.id);
  return clients.some((entry) => entry.sid === hint.sid && hint.audience.includes(entry.clientId));
}

async function end(
  { ports, policy }: World,
  request: EndSessionRequest,
  { checked, session }: { checked: CheckedRequest; session: BrowserSession },
): Promise<EndSessionOutcome> {
  const frames = await frontChannelFrames({ ports, policy }, session);
  await ports.store.commit({
    facts: [{ kind: 'session_ended', session: session.id, userId: session.userId, reason: 'logout' }],
    at: ports.clock.now(),
    source: request.source,
  });
  return { kind: 'ended', redirect: checked.redirect, frames, session: session.id };
}

// OpenID Connect Front-Channel Logout §2
async function frontChannelFrames(
  { ports, policy }: World,
  session: BrowserSession,
): Promise<readonly string[]> {
  const frames: string[] = [];
  for (const { clientId: id, sid } of await ports.store.listSessionClients(session.id)) {
    const client = await ports.store.findClient(id as ClientId);
    if (client?.frontchannelLogoutUri == null) continue;
    const identified: [string, string][] = [
      ['iss', policy.issuer],
      ['sid', sid],
    ];
    frames.push(
      withQuery(client.frontchannelLogoutUri, client.frontchannelLogoutSessionRequired ? identified : []),
    );
  }
  return frames;
}

function confirm({ params, client }: CheckedRequest): EndSessionOutcome {
  const parameters = parameterNames.flatMap((name) => {
    const value = params.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { kind: 'confirm', client, parameters };
}
