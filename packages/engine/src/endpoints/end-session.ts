/** OpenID Connect RP-Initiated Logout: a hint proves who asks, the session cookie who is signed out. */

import {
  clientId,
  OAuthError,
  type Params,
  parseForm,
  parseQuery,
  secondOf,
  webOrigin,
  withQuery,
} from '@grantor/protocol';
import { type Hint, verifyHint } from '../authorize/id-token-hint.ts';
import type { BrowserSession } from '../model/authentication.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { logoutParameters } from '../requests/logout-parameters.ts';
import type { EndSessionOutcome, EndSessionQuestion, WayBack } from '../requests/outcome.ts';
import type { EndSessionRequest, Visitor } from '../requests/request.ts';
import { subjectOfPerson } from '../tokens/subject.ts';

type World = { readonly ports: Ports; readonly policy: Policy };

/** Whom the request is about, and where it wants to go afterwards. */
type CheckedRequest = {
  readonly params: Params;
  /** null also when what was sent is none of ours, or of another client: such a hint identifies nobody. */
  readonly hint: Hint | null;
  readonly client: Client | null;
  readonly wayBack: WayBack;
};

/**
 * Nothing ends on a hint alone, and nobody is redirected without one (protocol.md LO-1, LO-2). A request that
 * cannot be read is refused; one whose way back cannot be trusted is asked about like one without a hint.
 */
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
  const { confirmation } = request;
  const isConfirmed = confirmation !== 'missing';
  if (session !== null) {
    if (typeof confirmation === 'function' && !(await confirmation(questionOf(checked)))) {
      return { kind: 'confirm', occasion: 'changed', ...questionOf(checked) }; // protocol.md IN-6
    }
    const mayEnd = isConfirmed || (isTrusted(checked) && (await isOwnSession(world, checked, session)));
    return mayEnd ? end(world, request, { checked, session }) : ask(checked);
  }
  if (isConfirmed)
    return { kind: 'ended', wayBack: checked.wayBack, frames: [], reach: 'all', session: null };
  if (!isTrusted(checked)) return ask(checked);
  return { kind: 'ended', wayBack: withoutSession(checked), frames: [], reach: 'all', session: null };
}

const isTrusted = ({ hint, wayBack }: CheckedRequest): boolean => hint !== null && wayBack.kind !== 'refused';

/** A client that registered itself has ID tokens at will: they make us no redirector (RFC 9700 §4.11.2). */
function withoutSession({ client, wayBack }: CheckedRequest): WayBack {
  const isStranger = client === null || isSelfRegistered(client);
  return wayBack.kind === 'redirect' && isStranger ? { kind: 'link', uri: wayBack.uri } : wayBack;
}

async function check({ ports, policy }: World, request: EndSessionRequest): Promise<CheckedRequest> {
  const params =
    request.form === null
      ? parseQuery(request.query)
      : parseForm({ ...request.form, contentEncoding: undefined });
  params.check(logoutParameters);
  const now = secondOf(ports.clock.now());
  const hint = await readHint(params, { keys: ports.keys, issuer: policy.issuer, now });
  const id = params.get('client_id') ?? hint?.audience[0];
  const found = id === undefined ? null : await ports.store.findClient(clientId(id));
  const client = found?.status === 'active' ? found : null; // security.md T-3
  return { params, hint, client, wayBack: decideWayBack(params, hint, client) };
}

async function readHint(params: Params, world: Parameters<typeof verifyHint>[1]): Promise<Hint | null> {
  const token = params.get('id_token_hint');
  if (token === undefined) return null;
  try {
    const named = params.get('client_id');
    const hint = await verifyHint(token, world);
    return named === undefined || hint.audience.includes(named) ? hint : null; // RP-Initiated Logout §2
  } catch (error) {
    if (error instanceof OAuthError) return null;
    throw error;
  }
}

// RP-Initiated Logout §3: exact match with a registered URI, and only on the word of a hint.
function decideWayBack(params: Params, hint: Hint | null, client: Client | null): WayBack {
  const uri = params.get('post_logout_redirect_uri');
  if (uri === undefined) return { kind: 'none' };
  const isRegistered = client?.postLogoutRedirectUris.includes(uri) ?? false;
  if (hint === null || !isRegistered) {
    // What is registered is nobody's business before a client is known
    return { kind: 'refused', uri, reason: client === null || isRegistered ? 'no_hint' : 'unregistered' };
  }
  const state = params.get('state');
  return { kind: 'redirect', uri: state === undefined ? uri : withQuery(uri, [['state', state]]) };
}

/** The hint was issued in this very session: the same person, as its client knows them, and the same `sid`. */
async function isOwnSession(
  { ports }: World,
  { hint }: CheckedRequest,
  session: BrowserSession,
): Promise<boolean> {
  if (hint === null) return false;
  for (const audience of hint.audience) {
    const issued = await ports.store.findSessionClient(session.id, clientId(audience));
    if (issued === null || issued.sid !== hint.sid) continue;
    const client = await ports.store.findClient(issued.clientId);
    return client !== null && hint.subject === subjectOfPerson(client, session.userId, ports.keys);
  }
  return false;
}

async function end(
  { ports, policy }: World,
  request: EndSessionRequest,
  { checked, session }: { checked: CheckedRequest; session: BrowserSession },
): Promise<EndSessionOutcome> {
  const told = await frontChannelFrames({ ports, policy }, session);
  await ports.store.commit({
    facts: [{ ...endedBy(session), reason: 'logout' }],
    at: ports.clock.now(),
    source: request.source,
  });
  return { kind: 'ended', wayBack: checked.wayBack, ...told, session: session.id };
}

const endedBy = ({ id, userId, startedAt }: BrowserSession) =>
  ({ kind: 'session_ended', session: id, userId, startedAt }) as const;

/** Frames of one page. */
const mostFrames = 16;
/** Characters of their origins: all of them stand in one header, which no proxy in between may find too long. */
const longestOrigins = 2048;

/** OpenID Connect Front-Channel Logout §2; of a session with very many clients the first that one page can hold. */
async function frontChannelFrames(
  { ports, policy }: World,
  session: BrowserSession,
): Promise<Pick<Extract<EndSessionOutcome, { kind: 'ended' }>, 'frames' | 'reach'>> {
  const frames: string[] = [];
  const origins = new Set<string>();
  for (const { clientId: id, sid } of await ports.store.listFramedClients(session.id, mostFrames + 1)) {
    const client = await ports.store.findClient(id);
    if (client?.frontchannelLogoutUri == null) continue;
    origins.add(webOrigin(client.frontchannelLogoutUri) ?? '');
    if (frames.length === mostFrames || [...origins].join(' ').length > longestOrigins) {
      return { frames, reach: 'some' };
    }
    const identified: [string, string][] = [
      ['iss', policy.issuer],
      ['sid', sid],
    ];
    frames.push(
      withQuery(client.frontchannelLogoutUri, client.frontchannelLogoutSessionRequired ? identified : []),
    );
  }
  return { frames, reach: 'all' };
}

const ask = (checked: CheckedRequest): EndSessionOutcome => ({
  kind: 'confirm',
  occasion: 'asked',
  ...questionOf(checked),
});

function questionOf({ params, client, wayBack }: CheckedRequest): EndSessionQuestion {
  const parameters = logoutParameters.flatMap((name) => {
    const value = params.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { client, wayBack, parameters };
}
