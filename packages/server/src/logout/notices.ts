/** Owns the delivery of back-channel logout tokens (protocol.md LO-3). Never ends a session, never delays one's end. */

import { type Client, type Clock, type KeyRing, type Random, subjectOfPerson } from '@grantor/engine';
import { type ClientId, clientId, type Epoch, secondOf, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { OutboundAnswer } from '../outbound/request.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { attemptsAllowed, claimNotices, markDelivered, markFailed, type NoticeRow } from './notice-table.ts';

export type LogoutNoticesOptions = {
  readonly database: { readonly kysely: Kysely<Schema> };
  readonly keys: Pick<KeyRing, 'sign' | 'pairwiseSubject'>;
  readonly issuer: string;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly random: Pick<Random, 'token'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly metrics: Metrics;
  /** The client as it is now: the algorithm of its ID tokens, and whom it knows the person as. */
  readonly findClient: (client: ClientId) => Promise<NotifiedClient | null>;
  /** The first attempt of a notice was in vain; it will be made again. */
  readonly onFirstFailure: (failure: NoticeFailure) => void;
  /** The database or a key was not to be had; the notices stay queued. */
  readonly onFailure: (cause: unknown) => void;
};

export type NotifiedClient = Pick<Client, 'idTokenAlg'> & Parameters<typeof subjectOfPerson>[0];

export type NoticeFailure = { readonly clientId: string; readonly uri: string } & FailureCause;

/** Why an attempt was in vain: what was answered, or what came in between. */
type FailureCause = { readonly cause?: string; readonly status?: number };

export type LogoutNotices = {
  /** Sends what is due, in the background: to be called after a commit that ended a session. */
  kick(): void;
  /** Looks for due notices every so many ms, of this replica and of others. */
  start(interval: number): void;
  /** Resolves when the attempts under way have ended; what is left stays queued. */
  stop(): Promise<void>;
};

/** Attempts under way at once (security.md S-3). */
const atOnce = 16;
/** Of those to clients that anybody can register, at addresses that stay silent as long as they like. */
const strangersAtOnce = atOnce / 2;

export function createLogoutNotices(options: LogoutNoticesOptions): LogoutNotices {
  const { database, clock, onFailure } = options;
  const underWay = new Set<Promise<void>>();
  let strangers = 0;
  let turn: Promise<void> | null = null;
  let asked = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const sendDue = async (): Promise<void> => {
    while (asked && !stopped && underWay.size < atOnce) {
      asked = false;
      const now = secondOf(clock.now());
      const room = { all: atOnce - underWay.size, strangers: strangersAtOnce - strangers };
      for (const notice of await claimNotices(database.kysely, now, room)) {
        const place = notice.stranger ? 1 : 0;
        strangers += place;
        const attempt = deliver(notice, options)
          .catch(onFailure)
          .finally(() => {
            underWay.delete(attempt);
            strangers -= place;
            kick();
          });
        underWay.add(attempt);
      }
    }
  };

  const kick = (): void => {
    asked = true;
    turn ??= sendDue()
      .catch(onFailure)
      .finally(() => {
        turn = null;
        if (asked && !stopped && underWay.size < atOnce) kick();
      });
  };

  return {
    kick,
    start(interval) {
      timer ??= setInterval(kick, interval).unref();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearInterval(timer);
      await turn;
      await Promise.all(underWay);
    },
  };
}

async function deliver(notice: NoticeRow, options: LogoutNoticesOptions): Promise<void> {
  const { database, clock, outbound, metrics } = options;
  const exhausted = notice.attempts > attemptsAllowed;
  const answer = exhausted ? null : await outbound(await formOf(notice, options));
  const now = secondOf(clock.now());
  if (answer?.kind === 'answered' && answer.result === 'success') {
    metrics.count('logout_notices_total', { result: 'delivered' });
    await markDelivered(database.kysely, notice.id, now);
    return;
  }
  if (notice.attempts < attemptsAllowed) {
    metrics.count('logout_notices_total', { result: 'retried' });
    if (notice.attempts === 1) {
      options.onFirstFailure({ clientId: notice.client_id, uri: notice.uri, ...causeOf(answer) });
    }
    return;
  }
  if (!(await markFailed(database.kysely, notice.id, now))) return;
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
  { keys, issuer, random, findClient }: LogoutNoticesOptions,
): Promise<string> {
  const client = await findClient(clientId(notice.client_id));
  return keys.sign({
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
  });
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
