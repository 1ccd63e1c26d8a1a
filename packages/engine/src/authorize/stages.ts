/**
 * The stages of every authorization request: before its redirect URI is trusted a failure is a page, after that an
 * answer to the client. Whoever runs them says what comes of a request whose place is known.
 */

import { OAuthError, secondOf } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { failureOf } from '../ports/failure.ts';
import { RateLimited } from '../requests/charge.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { Attempt } from './attempt.ts';
import { deliverError } from './deliver.ts';
import { type LoadedRequest, load } from './load.ts';
import { type LocatedRequest, locate } from './locate.ts';
import { refuse } from './refuse.ts';
import { openRequestObject } from './request-object.ts';

/** Before the redirect URI is trusted every failure is a page (RFC 6749 §4.1.2.1). `read`: the request as it was sent. */
export async function refusing<Outcome>(
  attempt: Attempt,
  read: () => string,
  stage: (located: LocatedRequest) => Promise<Outcome>,
): Promise<Outcome | AuthorizeOutcome> {
  let encoded = '';
  let client: Client | null = null;
  try {
    encoded = read();
    const loaded = await load(encoded, attempt);
    client = loaded.client;
    return await opening(attempt, loaded, stage);
  } catch (error) {
    if (error instanceof OAuthError) return refuse(attempt, { encoded, client }, error);
    throw error;
  }
}

/**
 * A request object that cannot be opened is told to the client where the redirect URI beside it is registered, else on
 * a page (advanced.md JAR-8).
 */
async function opening<Outcome>(
  attempt: Attempt,
  loaded: LoadedRequest,
  stage: (located: LocatedRequest) => Promise<Outcome>,
): Promise<Outcome | AuthorizeOutcome> {
  const place = (request: LoadedRequest) => locate(request, attempt.policy, secondOf(attempt.at));
  const opened = await openRequestObject(loaded, attempt).catch(refusal);
  if (!(opened instanceof OAuthError)) return stage(place(opened));
  const beside = await Promise.resolve(loaded).then(place).catch(refusal);
  // How much somebody asks is no matter of the client's; one that is not registered yet has no address that is trusted
  const isNobodys =
    beside instanceof OAuthError || opened instanceof RateLimited || loaded.registers !== undefined;
  if (isNobodys) throw opened;
  return answering(attempt, beside, () => Promise.reject(opened));
}

/** What the protocol refuses, as a value; anything else goes on. */
function refusal(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  throw error;
}

/** After it every failure is an answer to the client. */
export async function answering<Outcome>(
  attempt: Attempt,
  located: LocatedRequest,
  stage: () => Promise<Outcome>,
): Promise<Outcome | AuthorizeOutcome> {
  try {
    return await stage();
  } catch (error) {
    if (error instanceof OAuthError) return deliverError(attempt, located, error);
    attempt.ports.observer.observe({
      kind: 'failed',
      endpoint: 'authorization',
      cause: error,
      source: attempt.source,
    });
    return deliverError(attempt, located, failureOf(error));
  }
}
