import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { backchannelLabel } from '@grantor/engine';
import { instant } from '@grantor/protocol';
import { createBackchannelNotices } from '../../src/backchannel/notices.ts';
import type { Database } from '../../src/database/database.ts';
import type { Deliveries } from '../../src/outbound/deliveries.ts';
import type { OutboundAnswer, OutboundRequest } from '../../src/outbound/request.ts';
import { newNotice } from '../../src/store/rows/backchannel-notice.ts';
import type { AuditEvent } from '../../src/telemetry/audit-row.ts';
import { createReplicas, start } from '../keys/ring.ts';
import { until } from '../operations/program.ts';

const accepted: OutboundAnswer = {
  ...{ kind: 'answered', result: 'success', status: 204, headers: {}, body: new Uint8Array() },
};
const broken: OutboundAnswer = { ...accepted, result: 'error', status: 500 };

/** Readable by the eye: the label comes first. */
const secrets = {
  seal: (plaintext: string, label: string) => `${label}|${plaintext}`,
  open(sealed: string, label: string) {
    assert.ok(sealed.startsWith(`${label}|`));
    return sealed.slice(label.length + 1);
  },
};

describe('notices of requests to people — advanced.md CIB-7', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let database: Database;
  let now: number;
  let sent: OutboundRequest[];
  let audited: AuditEvent[];
  let answer: (request: OutboundRequest) => Promise<OutboundAnswer>;

  beforeEach(async () => {
    replicas = await createReplicas();
    database = await replicas.open();
    now = start * 1000;
    sent = [];
    audited = [];
    answer = async () => accepted;
  });
  afterEach(() => replicas.remove());

  const queue = (id: string, client = 'app', host = `${client}.example`) =>
    database.kysely
      .insertInto('backchannel_notice')
      .values(
        newNotice(
          {
            ...{ id, client_id: client, uri: `https://${host}/ciba` },
            message: secrets.seal(
              JSON.stringify({ authorization: 'Bearer token', body: { auth_req_id: id } }),
              backchannelLabel(id),
            ),
          },
          now,
        ),
      )
      .execute();

  const replica = (): Deliveries =>
    createBackchannelNotices({
      ...{ database, secrets, clock: { now: () => instant(now) } },
      audit: { record: async (event) => void audited.push(event) },
      outbound: (request) => {
        sent.push(request);
        return answer(request);
      },
      onFailure: (cause) => assert.fail(String(cause)),
    });

  const due = () =>
    database.kysely
      .selectFrom('backchannel_notice')
      .select('id')
      .where('next_attempt_at', '<=', now / 1000)
      .where('delivered_at', 'is', null)
      .where('failed_at', 'is', null)
      .execute();

  const sendDue = async (...all: Deliveries[]): Promise<void> => {
    for (const notices of all) notices.kick();
    do await new Promise(setImmediate);
    while ((await due()).length > 0);
    for (const notices of all) await notices.stop();
  };

  it('are the request and the token that the client is to know them by, once', async () => {
    await queue('gbr_1');
    await sendDue(replica(), replica());
    const [request, ...more] = sent;
    assert.equal(more.length, 0);
    assert.equal(request?.url, 'https://app.example/ciba');
    assert.deepEqual(request.headers, {
      ...{ 'content-type': 'application/json', authorization: 'Bearer token' },
    });
    assert.deepEqual(JSON.parse(request.body ?? ''), { auth_req_id: 'gbr_1' });
    assert.deepEqual(audited, []);
  });

  it('are tried three times, then given up and audited — advanced.md CIB-7', async () => {
    answer = async () => broken;
    await queue('gbr_1');
    for (const pause of [0, 9, 1, 59, 1, 3600]) {
      now += pause * 1000;
      await sendDue(replica());
    }
    assert.equal(sent.length, 3);
    const [{ type, resource, details } = assert.fail('it is told'), ...more] = audited;
    assert.equal(more.length, 0);
    assert.equal(type, 'BACKCHANNEL_NOTICE_FAILED');
    assert.deepEqual(resource, { id: 'app' });
    assert.deepEqual(details, { attempts: 3, status: 500 });
  });

  it('do not follow where a client leads elsewhere — advanced.md CIB-7', async () => {
    answer = async () => ({ kind: 'failed', reason: 'redirect' });
    await queue('gbr_1');
    for (const pause of [0, 10, 60]) {
      now += pause * 1000;
      await sendDue(replica());
    }
    assert.deepEqual(audited[0]?.details, { attempts: 3, cause: 'redirect' });
  });

  it('of a server that stays silent hold up its own alone, through however many clients — security.md S-4', async () => {
    for (let index = 0; index < 40; index += 1)
      await queue(`silent-${index}`, `silent-${index}`, 'silent.example');
    const silence = Promise.withResolvers<OutboundAnswer>();
    answer = ({ url }) =>
      url.startsWith('https://silent.example/') ? silence.promise : Promise.resolve(accepted);
    const notices = replica();
    notices.kick();
    await until('places are taken', () => sent.length === 4);
    for (let index = 0; index < 30; index += 1) await queue(`quick-${index}`);
    notices.kick();
    await until('the others are sent', () => sent.length === 34);
    assert.equal(sent.filter(({ url }) => url.startsWith('https://silent.example/')).length, 4);
    silence.resolve(accepted);
    await sendDue(notices);
    assert.equal(sent.length, 70);
  });
});
