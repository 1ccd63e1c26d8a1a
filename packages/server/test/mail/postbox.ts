/** A mail server of ours, and whoever reads what it took. */

import assert from 'node:assert/strict';
import {
  linkIn,
  type Received,
  readMessage,
  startMailServer,
  type TestMailServer,
  textOf,
} from '../mail-server.ts';
import { until } from '../operations/program.ts';

export type Postbox = {
  readonly mail: TestMailServer;
  /** Settings of a server that sends by it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The next message to the address with these words in its subject; taken out. */
  receives(address: string, subject: string): Promise<Received>;
  /** Its text. */
  reads(address: string, subject: string): Promise<string>;
  /** Path and query of the link in it. */
  follows(address: string, subject: string): Promise<string>;
  /** What came to the address and nobody took out. */
  left(address: string): readonly string[];
};

const subjectOf = ({ raw }: Received): string => readMessage(raw).headers.get('subject') ?? '';

export async function startPostbox(): Promise<Postbox> {
  const mail = await startMailServer();
  const receives: Postbox['receives'] = async (address, subject) => {
    const isIt = (one: Received): boolean => one.to.includes(address) && subjectOf(one).includes(subject);
    let found: Received | undefined;
    await until(`${subject} to ${address}`, () => {
      found = mail.received.find(isIt);
      return found !== undefined;
    });
    assert.ok(found);
    mail.received.splice(mail.received.indexOf(found), 1);
    return found;
  };
  return {
    mail,
    environment: {
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MAIL_FROM: 'Northwind <id@northwind.example>',
    },
    receives,
    reads: async (address, subject) => textOf((await receives(address, subject)).raw),
    async follows(address, subject) {
      const { raw } = await receives(address, subject);
      const { pathname, search } = new URL(linkIn(raw, 'http'));
      return pathname + search;
    },
    left: (address) => mail.received.filter(({ to }) => to.includes(address)).map(subjectOf),
  };
}

/** Somebody with a verified address and a password of their own. */
export const addressee = (username: string) => ({
  ...{ username, sub: `${username}-0100`, password: `${username} seven grey lanterns` },
  ...{ email: `${username}@northwind.example`, email_verified: true },
});

export const root = {
  ...{ username: 'root', password: 'nine quiet harbours', role: 'admin', sub: 'root-0003' },
} as const;
