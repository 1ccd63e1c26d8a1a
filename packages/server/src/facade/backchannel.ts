/**
 * Requests of clients to people whom this server knows, in front of another engine (CIBA §7). Nothing is kept: the operator's
 * program is told of an address that bears the request, sealed, and its person decides there (advanced.md CIB-5).
 */

import type { BackChannelRequest } from '@grantor/engine';
import { RateLimited } from '@grantor/engine/surface';
import { type Reply, secondOf } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { operatorMessage } from '../backchannel/messages.ts';
import { requestsPath } from '../pages/everywhere.ts';
import type { ServiceClient } from './documents.ts';
import { controlPlaneFault } from './fault.ts';
import type { Tell } from './messages.ts';
import { namedFor } from './pairwise.ts';
import type { Person } from './people.ts';
import { relayed } from './relay.ts';
import { credentialsOf } from './sent.ts';
import { type AuthorizationWorld, passwordAcr } from './visitor.ts';

export type RequestsWorld = AuthorizationWorld & {
  /** `open` throws for what was sealed by nobody here. */
  readonly keys: {
    seal(plaintext: string, label: string): string;
    open(sealed: string, label: string): string;
  };
  readonly tell: Tell;
  /** The operator's program, which tells people (`CIBA_NOTIFY_URL`). */
  readonly notifyUrl: string;
};

type Asked = authlete.ReplyOf<'backchannel/authentication'>;

/** What the address of a request bears: all that its person is to be shown, as the ticket was given for it. */
export type SealedRequest = Pick<
  Asked,
  'clientId' | 'clientName' | 'scopes' | 'claimNames' | 'resources' | 'authorizationDetails'
> & {
  readonly ticket: string;
  readonly subject: string;
  readonly message: string | null;
  /** Epoch seconds. */
  readonly until: number;
};

export const requestLabel = 'request to a person';

/** Characters of an address that browsers and mail programs hand on whole. */
const longestAddress = 8192;

/** CIBA §7 */
export async function askPerson(request: BackChannelRequest, world: RequestsWorld): Promise<Reply> {
  const { controlPlane, documents } = world;
  const told = await controlPlane.tell('backchannel/authentication', credentialsOf(request, world.baseUrl));
  if (told.action !== 'USER_IDENTIFICATION') return relayed(told);
  const asked = told.reply;
  const { ticket, clientId } = asked;
  if (ticket === undefined) throw controlPlaneFault('a request to a person without a ticket');
  const client = clientId === undefined ? null : await documents.client(clientId);
  if (client === null) throw controlPlaneFault('a request of a client that is not there');
  const refuse = async (reason: FailReason, errorDescription?: string) =>
    relayed(await controlPlane.tell('backchannel/authentication/fail', { ticket, reason, errorDescription }));
  const person = hinted(asked, client, world);
  if (person === null) return refuse('UNKNOWN_USER_ID');
  const unfit = unfitness(asked);
  if (unfit !== null) return refuse(...unfit);
  const charged = await world.limits.asked(String(clientId), person.subject);
  if (!charged.allowed) throw new RateLimited(charged);
  const now = secondOf(world.now());
  const until = now + (asked.requestedExpiry ?? 0);
  const uri = addressOf({ ...kept(asked), ticket, subject: person.subject, until }, world);
  if (uri.length > longestAddress) return refuse('ACCESS_DENIED', 'The request is too long to be shown.');
  const answered = await controlPlane.tell('backchannel/authentication/issue', { ticket });
  if (answered.action === 'OK') {
    const clientName = asked.clientIdAlias ?? String(clientId);
    const message = operatorMessage({
      ...{ subject: person.subject, clientId: clientName, message: asked.bindingMessage ?? null },
      ...{ issuedAt: now, expiresAt: now + (answered.reply.expiresIn ?? 0), uri },
    });
    world.tell({ url: world.notifyUrl, authorization: undefined, body: JSON.stringify(message) });
  }
  return relayed(answered);
}

type FailReason = NonNullable<authlete.RequestOf<'backchannel/authentication/fail'>['reason']>;

/** Whom the hint names. Assertions of other issuers name nobody: whose word counts is nothing that this server knows. */
function hinted(
  { hint = '', hintType, sub }: Asked,
  client: ServiceClient,
  world: RequestsWorld,
): Person | null {
  const { people } = world;
  const knownAs = (subject: string) => namedFor(client, subject, world) ?? subject;
  if (hintType === 'ID_TOKEN_HINT' && sub !== undefined) return people.known(sub, knownAs);
  if (hintType !== 'LOGIN_HINT') return null;
  // A client that knows people by names of its own has no use for those of others (advanced.md PWS-4)
  return (client.subjectType === 'PAIRWISE' ? null : people.find(hint)) ?? people.named(hint);
}

/** What nobody could do about it; null: there is nothing of the kind. */
function unfitness({ userCodeRequired, userCode, acrs = [] }: Asked): readonly [FailReason, string?] | null {
  // Nobody here has a code
  if (userCodeRequired === true) return [userCode === undefined ? 'MISSING_USER_CODE' : 'INVALID_USER_CODE'];
  if (acrs.length > 0 && !acrs.includes(passwordAcr))
    return ['ACCESS_DENIED', 'None of the acr_values can be reached.'];
  return null;
}

const kept = (asked: Asked) => {
  const { clientId, clientName, scopes, claimNames, resources, authorizationDetails, bindingMessage } = asked;
  const message = bindingMessage ?? null;
  return { clientId, clientName, scopes, claimNames, resources, authorizationDetails, message };
};

const addressOf = (request: SealedRequest, { keys, baseUrl }: RequestsWorld): string =>
  `${baseUrl}${requestsPath}?request=${encodeURIComponent(keys.seal(JSON.stringify(request), requestLabel))}`;
