/**
 * Owns what is told of backchannel requests: to clients that one is decided (CIBA §10.2), to the operator's program that
 * one waits (advanced.md CIB-5, CIB-7). Never decides one, never delays a decision.
 */

import { backchannelLabel, type Clock, type Commit } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { attemptsAllowed, createDeliveries, type Deliveries } from '../outbound/deliveries.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { OutboundAnswer } from '../outbound/request.ts';
import { markDelivered, markFailed } from '../store/notices.ts';
import { type BackchannelNotice, newNotice } from '../store/rows/backchannel-notice.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import { messageRequest, operatorMessage } from './messages.ts';
import { claimNotices, type NoticeRow } from './notice-table.ts';

type Sealer = {
  seal(plaintext: string, label: string): string;
  open(sealed: string, label: string): string;
};

export type BackchannelNoticesOptions = {
  readonly database: Pick<Database, 'kysely'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly secrets: Sealer;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly onFailure: (cause: unknown) => void;
};

export function createBackchannelNotices(options: BackchannelNoticesOptions): Deliveries {
  const { database, clock, onFailure } = options;
  return createDeliveries<NoticeRow>({
    claim: (underWay) => claimNotices(database.kysely, secondOf(clock.now()), underWay),
    deliver: (notice) => deliver(notice, options),
    onFailure,
  });
}

/** Whether the commit may have brought a notice. */
export const bringsNotice = ({ facts }: Commit): boolean =>
  facts.some(({ kind }) => kind.startsWith('backchannel_'));

async function deliver(notice: NoticeRow, options: BackchannelNoticesOptions): Promise<void> {
  const { database, clock, outbound, secrets } = options;
  const exhausted = notice.attempts > attemptsAllowed;
  const message = secrets.open(notice.message, backchannelLabel(notice.id));
  const answer = exhausted ? null : await outbound(requestOf(notice.uri, message));
  const settled = { id: notice.id, now: secondOf(clock.now()) };
  if (answer?.kind === 'answered' && answer.result === 'success')
    return markDelivered(database.kysely, 'backchannel_notice', settled);
  if (notice.attempts < attemptsAllowed) return;
  if (await markFailed(database.kysely, 'backchannel_notice', settled))
    await auditFailure(notice, answer, options);
}

type Message = { readonly authorization?: string; readonly body: object };

function requestOf(url: string, message: string): Parameters<Outbound>[0] {
  const { authorization, body } = JSON.parse(message) as Message;
  return messageRequest({ url, authorization, body: JSON.stringify(body) });
}

const auditFailure = (
  { client_id, attempts }: NoticeRow,
  answer: OutboundAnswer | null,
  { audit }: BackchannelNoticesOptions,
): Promise<void> =>
  audit.record(
    {
      type: 'BACKCHANNEL_NOTICE_FAILED',
      actor: { clientId: client_id },
      resource: { id: client_id },
      details: { attempts: Math.min(attempts, attemptsAllowed), ...causeOf(answer) },
      error: 'what there is to say of a request to a person was not taken',
    },
    null,
  );

function causeOf(answer: OutboundAnswer | null): { readonly cause?: string; readonly status?: number } {
  if (answer === null) return { cause: 'interrupted' };
  return answer.kind === 'answered' ? { status: answer.status } : { cause: answer.reason };
}

/** What the operator's program at `uri` is told of each request, in the transaction that keeps it (`CIBA_NOTIFY_URL`). */
export const operatorNotices =
  (uri: string, site: string, { seal }: Pick<Sealer, 'seal'>) =>
  ({ facts, at }: Commit): readonly BackchannelNotice[] =>
    facts.flatMap((fact) => {
      // Whom a front-end asks is told of it by that
      const subject = fact.kind === 'backchannel_requested' ? fact.request.backchannel.userId : null;
      if (fact.kind !== 'backchannel_requested' || subject === null) return [];
      const { hash, userCodeHash, clientId, backchannel, issuedAt, expiresAt } = fact.request;
      const id = `notify_${hash}`;
      const body = operatorMessage({
        ...{ subject, clientId, message: backchannel.bindingMessage },
        ...{ issuedAt: secondOf(issuedAt), expiresAt, uri: `${site}/account/requests/${userCodeHash}` },
      });
      const message = seal(JSON.stringify({ body }), backchannelLabel(id));
      return [newNotice({ id, client_id: clientId, uri, message }, at)];
    });
