/** Owns the delivery of back-channel logout tokens (protocol.md LO-3). Never ends a session, never delays one's end. */

import {
  type Client,
  type Clock,
  type EncryptingClient,
  type KeyRing,
  type Random,
  type SigningWorld,
  signFor,
  subjectOfPerson,
} from '@grantor/engine';
import { type ClientId, clientId, type Epoch, secondOf, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { atOnce, attemptsAllowed, createDeliveries, type Deliveries } from '../outbound/deliveries.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { OutboundAnswer } from '../outbound/request.ts';
import { markDelivered, markFailed } from '../store/notices.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { type ClaimedNotice, claimNotices, type NoticeRow } from './notice-table.ts';

export type LogoutNoticesOptions = {
  readonly database: { readonly kysely: Kysely<Schema> };
  readonly keys: Pick<KeyRing, 'sign' | 'pairwiseSubject'>;
  readonly clientKeys: SigningWorld['clientKeys'];
  readonly issuer: string;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly random: Pick<Random, 'token'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly metrics: Metrics;
  /** The client as it is now: how its ID tokens are signed and encrypted, and whom it knows the person as. */
  readonly findClient: (client: ClientId) => Promise<NotifiedClient | null>;
  /** The first attempt of a notice was in vain; it will be made again. */
  readonly onFirstFailure: (failure: NoticeFailure) => void;
  /** The database or a key was not to be had; the notices stay queued. */
  readonly onFailure: (cause: unknown) => void;
};

export type NotifiedClient = Pick<Client, 'idTokenAlg'> &
  EncryptingClient &
  Parameters<typeof subjectOfPerson>[0];

export type NoticeFailure = { readonly clientId: string; readonly uri: string } & FailureCause;

/** Why an attempt was in vain: what was answered, or what came in between. */
type FailureCause = { readonly cause?: string; readonly status?: number };

/** Of the attempts under way, those to clients that anybody can register, at addresses that stay silent as long as they like. */
const strangersAtOnce = atOnce / 2;

export function createLogoutNotices(options: LogoutNoticesOptions): Deliveries {
  const { database, clock, onFailure } = options;
  return createDeliveries<ClaimedNotice>({
    claim: (underWay) =>
      claimNotices(database.kysely, secondOf(clock.now()), {
        places: { all: atOnce, strangers: strangersAtOnce },
        underWay,
      }),
    deliver: (notice) => deliver(notice, options),
    onFailure,
  });
}

async function deliver(notice: NoticeRow, options: LogoutNoticesOptions): Promise<void> {
  const { database, clock, outbound, metrics } = options;
  const exhausted = notice.attempts > attemptsAllowed;
  const answer = exhausted ? null : await outbound(await formOf(notice, options));
  const now = secondOf(clock.now());
  if (answer?.kind === 'answered' && answer.result === 'success') {
    metrics.count('logout_notices_total', { result: 'delivered' });
    await markDelivered(database.kysely, 'logout_notice', { id: notice.id, now });
    return;
  }
  if (notice.attempts < attemptsAllowed) {
    metrics.count('logout_notices_total', { result: 'retried' });
    if (notice.attempts === 1) {
      options.onFirstFailure({ clientId: notice.client_id, uri: notice.uri, ...causeOf(answer) });
    }
    return;
  }
  if (!(await markFailed(database.kysely, 'logout_notice', { id: notice.id, now }))) return;
  metrics.count('logout_notices_total', { result: 'failed' });
  await auditFailure(notice, answer, options);
}

// OpenID Connect Back-Channel Logout §2.5
async function formOf(notice: NoticeRow, options: LogoutNoticesOptions): Promise<Parameters<Outbound>[0]> {
  const token = await signToken(notice, secondOf(options.clock.now()), options);
  return {
    url: notice.uri,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: token }).toString(),
    accept: null,
    longestBody: 'unread',
  };
}

// OpenID Connect Back-Channel Logout §2.4, advanced.md LGO-3
async function signToken(
  notice: NoticeRow,
  now: Epoch,
  { keys, clientKeys, issuer, random, findClient }: LogoutNoticesOptions,
): Promise<string> {
  const client = await findClient(clientId(notice.client_id));
  const letter = {
    use: 'logout_token',
    alg: client?.idTokenAlg ?? null,
    typ: 'logout+jwt',
    now,
    claims: {
      iss: issuer,
      aud: notice.client_id,
      iat: now,
      exp: now + 120,
      jti: random.token(16),
      // Of a client that is gone nobody knows whom it knew
      ...(client === null ? {} : { sub: subjectOfPerson(client, userId(notice.user_id), keys) }),
      sid: notice.sid,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    },
  } as const;
  // Whoever signs out has one turn, through however many clients
  const world = { keys, clientKeys, source: { address: notice.user_id } };
  return client === null ? keys.sign(letter) : signFor(client, letter, world);
}

const auditFailure = (
  notice: NoticeRow,
  answer: OutboundAnswer | null,
  { audit }: LogoutNoticesOptions,
): Promise<void> =>
  audit.record(
    {
      type: 'LOGOUT_NOTICE_FAILED',
      actor: { clientId: notice.client_id, userId: notice.user_id },
      resource: { id: notice.sid },
      details: { attempts: Math.min(notice.attempts, attemptsAllowed), ...causeOf(answer) },
      error: 'the client did not take the logout notice',
    },
    null,
  );

function causeOf(answer: OutboundAnswer | null): FailureCause {
  if (answer === null) return { cause: 'interrupted' };
  return answer.kind === 'answered' ? { status: answer.status } : { cause: answer.reason };
}
