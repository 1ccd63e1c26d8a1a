import { createDpopNonces, type Epoch, parseAuthorization, type Reply } from '@grantor/protocol';
import type { Need } from '../access/access.ts';
import { AccessError } from '../access/access.ts';
import { presentedScheme } from '../access/credentials.ts';
import { type Denial, Denied } from '../access/denial.ts';
import { createPlaces } from '../access/place.ts';
import { messageOf } from '../ports/error-message.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { AnswerOptions } from './answer-options.ts';
import { denialEntry } from './denial-entry.ts';
import { createDenialReply } from './denial-reply.ts';

export type Refusal = {
  readonly request: GuardRequest;
  readonly need: Need;
  readonly now: Epoch;
};

export type Denials = {
  /** The answer to a denial. */
  reply(denial: Denial, refusal: Refusal): Reply;
  /** The answer to whatever was thrown, told to the log: what nobody expected is `unavailable`. */
  toError(error: unknown, refusal: Refusal): Reply;
};

/** Makes answers of denials; only here is looked again at the request, so that who is let in waits for nothing. */
export function createDenials(options: AnswerOptions): Denials {
  const answer = createDenialReply(options);
  const placeOf = createPlaces(options);
  const nonces = options.dpop?.nonceSecret ? createDpopNonces(options.dpop.nonceSecret) : null;

  const metadataUrlOf = (request: GuardRequest): string | null => {
    try {
      return placeOf(request).metadataUrl;
    } catch {
      return null; // the very denial in question: no resource, no metadata
    }
  };

  const reply = (denial: Denial, { request, need, now }: Refusal): Reply => {
    const scheme = presentedScheme(request);
    return answer(denial, {
      metadataUrl: metadataUrlOf(request),
      scopes: need.scopes ?? options.scopes,
      scheme,
      nonce: scheme === 'DPoP' && nonces !== null ? nonces.issue(now) : null,
    });
  };

  const tell = (denial: Denial, request: GuardRequest): void => {
    if (denial.kind === 'no_credentials') return; // how every client begins
    const [line = ''] = request.header('authorization');
    try {
      options.ports.log(denialEntry(denial, parseAuthorization(line)?.value ?? null));
    } catch {
      // A log that fails must not let anybody in
    }
  };

  return {
    reply,
    toError(error, refusal) {
      const denial = denialOf(error);
      tell(denial, refusal.request);
      return error instanceof AccessError ? error.reply : reply(denial, refusal);
    },
  };
}

function denialOf(error: unknown): Denial {
  if (error instanceof Denied || error instanceof AccessError) return error.denial;
  return { kind: 'unavailable', reason: `unexpected: ${messageOf(error)}` };
}
