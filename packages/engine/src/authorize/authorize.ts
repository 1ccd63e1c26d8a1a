/**
 * The authorization endpoint: load, locate, check, decide, then interact or respond. Owns the order of
 * the stages; never shows a page and never reads HTTP.
 */

import { parseForm, secondOf } from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import { isAmongUsers } from '../clients/who-may-use.ts';
import type { Consent } from '../model/consent.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import type { Context } from '../requests/context.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { FrontChannelRequest, Visitor } from '../requests/request.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { changing, checkReadable } from './grant-change.ts';
import { startAgain } from './kept-answer.ts';
import type { LocatedRequest } from './locate.ts';
import { isExempt } from './next-step.ts';
import { settle } from './settle.ts';
import { answering, refusing } from './stages.ts';
import { suspend } from './suspend.ts';
import { validate } from './validate.ts';

const utf8 = new TextDecoder();

/** A new request, by GET or by POST (RFC 6749 §3.1, OpenID Connect Core §3.1.2.1). */
export async function authorize(
  world: Context,
  request: FrontChannelRequest,
  visitor: Visitor,
): Promise<AuthorizeOutcome> {
  const attempt: Attempt = {
    ...world,
    visitor,
    source: request.source,
    at: world.ports.clock.now(),
    flow: null,
    decision: null,
    ...(request.begunIn === undefined ? {} : { begunIn: request.begunIn }),
  };
  const { form } = request;
  if (form === null) return proceed(attempt, request.query);
  return refusing(
    attempt,
    () => {
      parseForm({ ...form, contentEncoding: undefined });
      return utf8.decode(form.body);
    },
    (located) => accept(attempt, located),
  );
}

/** One look at the request from its beginning, or a second where what it rested on was withdrawn during the first. */
export const proceed = (attempt: Attempt, encoded: string): Promise<AuthorizeOutcome> =>
  refusing(
    attempt,
    () => encoded,
    (located) =>
      answering(
        attempt,
        located,
        async () => (await look(attempt, located)) ?? (await look(attempt, located)) ?? startAgain(),
      ),
  );

/** Every step re-reads stored state (protocol.md IN-1). null: what was read is not so any more. */
async function look(attempt: Attempt, located: LocatedRequest): Promise<AuthorizeOutcome | null> {
  const asked = await validate(attempt, located);
  const [consent, mayUse, held] = await Promise.all([
    findConsent(attempt, asked),
    mayVisitorUse(attempt, asked),
    findHeld(attempt, asked),
  ]);
  return settle(attempt, checkReadable(changing(asked, held, attempt.policy)), { consent, mayUse });
}

/**
 * A posted request is stored and comes back by GET, when the browser shows its cookies (protocol.md §5). It
 * belongs to the cookie that is set with this answer, where the browser has shown none (protocol.md AZ-7).
 */
const accept = (attempt: Attempt, located: LocatedRequest): Promise<AuthorizeOutcome> =>
  answering(attempt, located, async () => {
    await validate(attempt, located);
    const { ports, policy, visitor, at, source } = attempt;
    const suspended = suspend(located, visitor, { now: secondOf(at), random: ports.random, policy });
    const facts = [suspended.fact, ...useOf(located.client, policy, secondOf(at))];
    await ports.store.commit({ facts, at, source });
    return { kind: 'continue', flow: suspended.id };
  });

async function mayVisitorUse({ ports, visitor }: Attempt, { client }: ValidRequest): Promise<boolean> {
  return visitor.session === null || isAmongUsers(ports, client, visitor.session.userId);
}

async function findConsent({ ports, visitor }: Attempt, valid: ValidRequest): Promise<Consent | null> {
  if (visitor.session === null || isExempt(valid)) return null;
  return ports.store.findConsent(visitor.session.userId, valid.client.id);
}

/** Nobody is told of a grant of somebody else, or of another client (advanced.md GMT-3). */
async function findHeld(
  { ports, visitor, at }: Attempt,
  { client, grant }: ValidRequest,
): Promise<ManagedGrant | null> {
  if (visitor.session === null || grant === null || grant.action === 'create') return null;
  const found = await ports.store.findManagedGrant(grant.id, secondOf(at));
  return found?.clientId === client.id && found.userId === visitor.session.userId ? found : null;
}
