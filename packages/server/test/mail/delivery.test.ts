/** What waits is sent by one process, again and again until it is taken, and once (mail.md M-2 and M-3). */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { epoch, instant, Secret, type UserId } from '@grantor/protocol';
import { type ServerKeys, serverKeys } from '../../src/config/secrets.ts';
import type { Database } from '../../src/database/database.ts';
import { createMailSender, type MailSender } from '../../src/mail/sender.ts';
import { openTransport } from '../../src/mail/transport.ts';
import { createOutbox, type Outbox, type Posted } from '../../src/outbox/outbox.ts';
import type { MailMessageRow } from '../../src/store/mail-messages.ts';
import { sendAgain, unsentMessages } from '../../src/store/mail-messages.ts';
import { random, now as start } from '../accounts/world.ts';
import { peopleAt, places } from '../administration/world.ts';
import { replying, startMailServer, type TestMailServer, textOf } from '../mail-server.ts';

const history = (text: string) => ({ current: Secret.of(text.repeat(32)), previous: [] });
const sealer: ServerKeys = serverKeys({
  jwt: history('j'),
  session: history('s'),
  encryption: history('e'),
});

for (const place of places) {
  describe(`the outbox on ${place.name}`, () => {
    const people = peopleAt(place);
    let server: TestMailServer;
    let maria: UserId;
    let seconds: number = start;
    const clock = { now: () => instant(seconds * 1000) };
    const address = 'Maria@northwind.example';
    const languages = 'de';

    before(async () => {
      server = await startMailServer();
      maria = await people.person('maria', { email: address, emailVerifiedAt: start });
    });
    after(() => server.stop());
    beforeEach(async () => {
      seconds = start;
      server.decide = () => {};
      server.received.length = 0;
      await people.database().kysely.deleteFrom('mail_message').execute();
      await people.database().kysely.deleteFrom('lease').execute();
    });

    const outboxOn = (database: Database): Outbox =>
      createOutbox({
        ...{ random, now: clock.now, seal: sealer.seal, dialect: database.dialect },
        codeKey: sealer.mailCodes,
        kick: () => {},
      });
    const outbox = (): Outbox => outboxOn(people.database());

    async function sending(work: (sender: MailSender) => Promise<void>, handle = 0): Promise<void> {
      const sender = createMailSender({
        database: people.database(handle),
        transport: await openTransport(
          {
            ...{ host: '127.0.0.1', port: server.port, encryption: 'off', login: null, replyTo: null },
            from: { name: '', address: 'id@northwind.example' },
          },
          { connect: 2000, answer: 2000 },
        ),
        ...{ clock, random, sealer, codeKey: sealer.mailCodes, audit: people.ports().audit },
        correspondence: { baseUrl: 'https://id.northwind.example', siteName: 'Northwind' },
        onFailure: (cause) => assert.fail(String(cause)),
      });
      await work(sender);
      await sender.stop();
    }

    /** One look at what is due, and all that follows from it. */
    const round = (handle = 0): Promise<void> => sending(async (sender) => sender.kick(), handle);

    const posts = (more: Partial<Parameters<Outbox['post']>[1]> = {}, handle = 0): Promise<Posted> =>
      people.database(handle).transaction((tx) =>
        outboxOn(people.database(handle)).post(tx, {
          ...{ kind: 'password_changed', to: address, userId: maria, languages },
          facts: { username: 'maria', at: seconds, from: '203.0.113.9', userAgent: null },
          ...more,
        }),
      );

    const asks = (typed: string, handle = 0, from = `203.0.113.${handle}`): Promise<Posted> =>
      people.database(handle).transaction((tx) =>
        outboxOn(people.database(handle)).postToTyped(tx, {
          kind: 'forgot_password',
          address: typed,
          languages,
          from,
          userAgent: null,
        }),
      );

    const rows = (): Promise<MailMessageRow[]> =>
      people.database().kysely.selectFrom('mail_message').selectAll().orderBy('created_at').execute();

    it('sends a message once, in the language of the person — mail.md M-2 and M-4', async () => {
      await posts();
      await round();
      await round();
      assert.equal(server.received.length, 1);
      assert.match(textOf(server.received[0]?.raw ?? ''), /Das Passwort des Kontos maria wurde geändert/);
      const [row] = await rows();
      assert.equal(row?.sent_at, start);
      assert.equal(row?.next_attempt_at, null);
    });

    it('is empty when the change it tells of is taken back — mail.md M-2', async () => {
      const failing = people.database().transaction(async (tx) => {
        await outbox().post(tx, {
          ...{ kind: 'password_changed', to: address, userId: maria, languages },
          facts: { username: 'maria', at: seconds },
        });
        throw new Error('taken back');
      });
      await assert.rejects(failing, /taken back/);
      assert.deepEqual(await rows(), []);
    });

    it('tries again after 1, 5, 30 minutes, 2 and 8 hours, and gives up after a day — mail.md M-2', async () => {
      server.decide = () => {
        throw replying(451, 'come again');
      };
      await posts();
      const waits: number[] = [];
      for (let rounds = 0; rounds < 12; rounds += 1) {
        await round();
        const [row] = await rows();
        if (row?.next_attempt_at == null) break;
        waits.push((Number(row.next_attempt_at) - seconds) / 60);
        seconds = Number(row.next_attempt_at);
      }
      assert.deepEqual(waits, [1, 5, 30, 120, 480, 480, 480]);
      const [failed] = await unsentMessages(people.database().kysely, 10);
      assert.ok(failed?.failed_at);
      assert.match(failed?.answer ?? '', /come again/);
      assert.equal((await people.told(maria)).at(-1)?.type, 'MAIL_NOT_SENT');
      server.decide = () => {};
      const again = await sendAgain(people.database().kysely, failed?.id ?? '', epoch(seconds));
      assert.equal(again, 'password_changed');
      await round();
      assert.equal(server.received.length, 1);
    });

    it('gives up at once what the server refuses for good — mail.md M-2', async () => {
      server.decide = () => {
        throw replying(550, 'no such mailbox');
      };
      await posts();
      await round();
      const [row] = await rows();
      assert.equal(row?.failed_at, start);
      assert.equal(row?.next_attempt_at, null);
    });

    it('delivers everything, once, after an hour without a mail server — mail.md M-2 and D-2', async () => {
      const listenOn = server.port;
      await server.stop();
      for (const kind of ['password_changed', 'new_browser', 'password_changed'] as const)
        await posts({ kind });
      for (; seconds < start + 3600; seconds += 300) await round();
      server = await startMailServer({ listenOn });
      seconds = start + 3 * 3600;
      await round();
      await round();
      assert.equal(server.received.length, 3);
      assert.deepEqual(
        (await rows()).map(({ sent_at }) => Number(sent_at)),
        [seconds, seconds, seconds],
      );
    });

    it('sends again what was under way when a process died, under the same id — mail.md M-3', async () => {
      await posts();
      await sending(async (sender) => sender.kick());
      await people
        .database()
        .kysely.updateTable('mail_message')
        .set({ sent_at: null, next_attempt_at: start + 60 })
        .execute();
      await round();
      assert.equal(server.received.length, 1, 'not before the next attempt is due');
      seconds = start + 60;
      await round();
      const ids = server.received.map(({ raw }) => /^message-id: (.*)$/im.exec(raw)?.[1]);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], ids[1]);
    });

    it('lets one process send for all — mail.md M-2', async () => {
      for (let count = 0; count < 4; count += 1) await posts({ topic: `topic ${count}` });
      await sending(async (first) => {
        await sending(async (second) => {
          first.kick();
          second.kick();
        }, 1);
      });
      assert.equal(server.received.length, 4);
    });

    it('keeps what stands in a link sealed, and not at all once the message has left — mail.md M-2', async () => {
      await asks('maria@northwind.EXAMPLE');
      server.decide = () => {
        throw replying(451, 'come again');
      };
      await round();
      const [waiting] = await rows();
      assert.match(waiting?.sealed_link ?? '', /^v1\./);
      server.decide = () => {};
      seconds = start + 3600;
      await round();
      const [token] = /(?<=\/login\/forgot\/)[\w-]{43}/.exec(textOf(server.received[0]?.raw ?? '')) ?? [];
      assert.ok(token);
      const links = await people.database().kysely.selectFrom('mail_link').selectAll().execute();
      assert.equal(JSON.stringify([await rows(), links, waiting]).includes(token), false);
      assert.equal((await rows())[0]?.sealed_link, null);
      assert.equal(Number(links[0]?.expires_at), seconds + 1800, 'its time begins when it leaves');
    });

    it('writes to the address of the account, not to the one that was typed — mail.md M-4', async () => {
      await asks('ｍaria@northwind.example');
      await round();
      assert.deepEqual(server.received[0]?.to, [address]);
    });

    it('has nothing for an address that nobody has, or that is not known to be theirs — mail.md M-5', async () => {
      await people.person('pending', { email: 'pending@northwind.example' });
      await asks('nobody@northwind.example');
      await asks('pending@northwind.example');
      await round();
      assert.equal(server.received.length, 0);
      assert.deepEqual(await rows(), []);
    });

    it('takes 5 messages an hour for an address, and notices besides — mail.md M-5', async () => {
      const asked: Posted[] = [];
      for (let count = 0; count < 6; count += 1)
        asked.push(await asks('maria@northwind.example', 0, `203.0.113.${count}`));
      assert.deepEqual(asked, ['waits', 'waits', 'waits', 'waits', 'waits', 'limited']);
      assert.equal(await posts(), 'waits', 'strangers cannot use up the notices');
      seconds += 3601;
      assert.equal(await asks('maria@northwind.example'), 'waits');
    });

    it('lets nobody use up alone what an address may be sent — mail.md M-5', async () => {
      const to = 'maria@northwind.example';
      const stranger = (host: number) => asks(to, 0, `2001:db8:1:2::${host}`);
      assert.deepEqual(
        [await stranger(1), await stranger(2), await stranger(3), await stranger(4)],
        ['waits', 'waits', 'waits', 'limited'],
      );
      assert.equal(await posts({ kind: 'account_locked' }), 'waits', 'what they do is told');
      assert.equal(await asks(to, 0, '203.0.113.7'), 'waits', 'the owner, from elsewhere');
      assert.equal(await stranger(5), 'limited');
    });

    it('takes 10 messages an hour for a person, whatever their addresses — mail.md M-5', async () => {
      const taken: Posted[] = [];
      for (let count = 0; count < 11; count += 1)
        taken.push(await posts({ to: `m${count % 3}@northwind.example` }));
      assert.equal(taken.filter((posted) => posted === 'waits').length, 10);
      assert.equal(taken.at(-1), 'limited');
    });

    const twenty = (work: (index: number) => Promise<Posted>): Promise<Posted[]> =>
      Promise.all(Array.from({ length: 20 }, (_, index) => work(index)));
    const waiting = (posted: readonly Posted[]): number => posted.filter((each) => each === 'waits').length;

    it('takes 5 of 20 that are asked for at once for an address — mail.md M-5', async () => {
      assert.equal(waiting(await twenty((index) => asks('Maria@northwind.example', index))), 5);
      assert.equal(waiting(await twenty((index) => posts({}, index))), 5);
      assert.equal((await rows()).length, 10);
    });

    it('takes 10 of 20 at once for a person, and one about the same — mail.md M-5', async () => {
      const posted = await twenty((index) => posts({ to: `m${index}@northwind.example` }, index));
      assert.equal(waiting(posted), 10);
      seconds += 3601;
      assert.equal(waiting(await twenty((index) => posts({ topic: 'the same' }, index))), 1);
    });

    it('takes one message a day about the same place — mail.md §2 first sign-in from a browser without the known-device cookie', async () => {
      const topic = 'new_browser 203.0.113.9';
      assert.equal(await posts({ topic }), 'waits');
      assert.equal(await posts({ topic }), 'told');
      seconds += 86_401;
      assert.equal(await posts({ topic }), 'waits');
    });
  });
}
