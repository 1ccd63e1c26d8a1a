/** A real mail server on loopback, which takes, puts off, refuses or breaks as a test says, and what it took. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Received = {
  readonly from: string;
  readonly to: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string | null;
  readonly raw: string;
};

/** Thrown in place of taking a message: the reply code and text. */
export const replying = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

export type TestMailServer = {
  readonly port: number;
  readonly received: Received[];
  /** Asked for every message, counted from 1; throws to refuse it, or waits. */
  decide: (attempt: number) => Promise<void> | void;
  readonly attempts: number;
  /** Every connection is cut at once. */
  cut(): void;
  stop(): Promise<void>;
};

export async function startMailServer(
  options: SMTPServerOptions & { readonly listenOn?: number } = {},
): Promise<TestMailServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let attempts = 0;
  const { listenOn = 0, ...more } = options;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    ...more,
    async onData(stream, session, taken) {
      let raw = '';
      for await (const chunk of stream) raw += String(chunk);
      attempts += 1;
      try {
        await server.decide(attempts);
      } catch (refusal) {
        taken(refusal as Error);
        return;
      }
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        isEncrypted: session.secure,
        user: typeof session.user === 'string' ? session.user : null,
        raw,
      });
      taken();
    },
  });
  smtp.on('error', () => {}); // what clients break off
  const listener = smtp.listen(listenOn, '127.0.0.1');
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  if (!listener.listening) await once(listener, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server: TestMailServer = {
    port: (listener.address() as AddressInfo).port,
    received,
    decide: () => {},
    get attempts() {
      return attempts;
    },
    cut,
    stop: () =>
      new Promise((resolve) => {
        smtp.close(() => resolve());
        cut();
      }),
  };
  return server;
}

export type Part = { readonly type: string; readonly text: string };

/** Headers by lower-case name, unfolded and decoded (RFC 5322 §2.2.3, RFC 2047), and the parts of the body. */
export function readMessage(raw: string): {
  readonly headers: ReadonlyMap<string, string>;
  readonly parts: readonly Part[];
} {
  const { headers, body } = split(raw);
  const type = headers.get('content-type') ?? '';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  const parts =
    boundary === undefined
      ? [{ headers, body }]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => split(part.replace(/^\r\n/, '')));
  return {
    headers,
    parts: parts.map((part) => ({
      type: (part.headers.get('content-type') ?? '').split(';')[0] ?? '',
      text: decodeBody(part.body, part.headers.get('content-transfer-encoding') ?? ''),
    })),
  };
}

function split(text: string): { headers: Map<string, string>; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
  );
  return { headers, body: text.slice(end + 4) };
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(b|q)\?(.*?)\?=/gi, (_, form: string, word: string) =>
      form.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : decodeQuoted(word.replaceAll('_', ' ')),
    );

const decodeQuoted = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? decodeQuoted(body) : body;
}

export const textOf = (raw: string): string =>
  (readMessage(raw).parts.find(({ type }) => type === 'text/plain')?.text ?? '').replaceAll('\r\n', '\n');

/** The one address in the message that leads to a server of ours. */
export const linkIn = (raw: string, origin: string): string =>
  textOf(raw)
    .split('\n')
    .find((line) => line.startsWith(origin)) ?? '';
