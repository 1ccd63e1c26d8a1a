/** Messages of `node:http`, by their shape: nothing of Node is imported. */

import { bodyLimit, type Reply } from '@grantor/protocol';
import { besideOwn, type Told } from '../request/cors.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { namesInForm, type ReadBody } from '../request/read-body.ts';

/** The part of `IncomingMessage` that is used; those of HTTP/2 have it too. */
export type NodeRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Of Express: with the prefix of where the middleware is mounted. */
  readonly originalUrl?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    getPeerCertificate?(): { readonly raw?: Uint8Array } | null;
  };
  readonly readableDidRead: boolean;
  readonly readableEnded: boolean;
  readonly readableLength: number;
  /** What a parser before made of the body. */
  readonly body?: unknown;
  /** Whether the whole message has arrived. */
  readonly complete: boolean;
  read(): Uint8Array | string | null;
  unshift(chunk: Uint8Array): void;
  on(event: string, listener: (error: Error) => void): unknown;
  off(event: string, listener: (error: Error) => void): unknown;
};

/** The part of `ServerResponse` that is used. */
export type NodeResponse = {
  readonly headersSent: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, ...headers: readonly Record<string, string>[]): unknown;
  end(body: string): unknown;
  destroy(error?: Error): unknown;
};

/** As it came over the wire: header lines are told apart, which `headers` would join or drop. */
export function fromNode(message: NodeRequest): GuardRequest {
  const { socket } = message;
  return {
    method: message.method ?? '',
    url: message.originalUrl ?? message.url ?? '/',
    header: (name) => {
      const lines = linesOf(message, name);
      return lines.length === 0 && name === 'host' ? linesOf(message, ':authority') : lines;
    },
    certificate: socket.getPeerCertificate?.()?.raw ?? null,
    peer: socket.remoteAddress ?? null,
    formNames: () => formNames(message),
  };
}

const linesOf = ({ rawHeaders }: NodeRequest, name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

async function formNames(message: NodeRequest): Promise<readonly string[]> {
  const { readableDidRead, body: parsed, complete, readableLength } = message;
  if (readableDidRead) return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : [];
  if (complete && readableLength === 0) return []; // a look would end the stream before anybody listens
  const body = await peekBody(message)(bodyLimit);
  return body === null ? [] : namesInForm(body);
}

/** Messages whose body was looked into, and is still there. */
const peeked = new WeakSet<NodeRequest>();

/**
 * The body, which stays there for whoever reads it next; null when it is longer. Rejects when it was read before
 * or breaks off.
 */
export const peekBody =
  (message: NodeRequest): ReadBody =>
  async (limit) => {
    const isTaken = message.readableEnded || !peeked.has(message);
    if (message.readableDidRead && isTaken) {
      throw new Error('the body was read before: protect comes before body parsers');
    }
    peeked.add(message);
    const parts = [arrived(message)];
    let length = parts[0]?.length ?? 0;
    while (length <= limit && !message.complete) {
      await moreOf(message);
      const part = arrived(message);
      parts.push(part);
      length += part.length;
    }
    const body = Buffer.concat(parts);
    // In the turn in which the stream runs dry: later it would have ended
    if (body.length > 0) message.unshift(body);
    return length > limit ? null : body;
  };

/** What can be read without waiting. */
function arrived(message: NodeRequest): Buffer {
  const chunks: Uint8Array[] = [];
  for (let chunk = message.read(); chunk !== null; chunk = message.read()) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  return Buffer.concat(chunks);
}

/** Resolves in the turn in which there is something to read, or nothing more to come. */
function moreOf(message: NodeRequest): Promise<void> {
  let forget = (): void => {};
  return new Promise<void>((resolve, reject) => {
    const listeners = [
      ['readable', () => resolve()],
      ['end', () => resolve()],
      ['error', (error: Error) => reject(error)],
      ['close', () => reject(new Error('the body broke off'))],
    ] as const;
    for (const [event, listener] of listeners) message.on(event, listener);
    forget = () => {
      for (const [event, listener] of listeners) message.off(event, listener);
    };
  }).finally(() => forget());
}

/** Writes the reply beside what was said before; whoever asked with HEAD gets no body from Node. */
export function answerNode(response: NodeResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, besideOwn(headers, toldBy(response)));
  response.end(body ?? '');
}

/**
 * Adds headers to whatever the service will answer, once it has said its own: not before, or it would find and
 * replace them.
 */
export function addHeaders(response: NodeResponse, added: Readonly<Record<string, string>>): void {
  if (Object.keys(added).length === 0) return;
  const { writeHead } = response;
  response.writeHead = (status: number, ...given: readonly unknown[]) => {
    response.writeHead = writeHead;
    const told = toldBy(response);
    const beside = besideOwn(added, (name) => lastGiven(given.at(-1), name) ?? told(name));
    for (const [name, value] of Object.entries(beside)) response.setHeader(name, value);
    // What is given here would replace what was just set
    const rest = given.map((part) =>
      withoutHeaders(part, (name) => Object.hasOwn(beside, name.toLowerCase())),
    );
    return Reflect.apply(writeHead, response, [status, ...rest]);
  };
}

const toldBy =
  (response: NodeResponse): Told =>
  (name) => {
    const value = response.getHeader(name);
    return value === undefined ? null : String(value);
  };

/** The headers given to `writeHead`: an object, or names and values in turn; of a reason there are none. */
function pairsOf(given: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (!Array.isArray(given)) return typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return given.flatMap((name, index) => (index % 2 === 0 ? [[String(name), given[index + 1]] as const] : []));
}

function lastGiven(given: unknown, name: string): string | null {
  const found = pairsOf(given).findLast(([each]) => each.toLowerCase() === name);
  return found === undefined ? null : String(found[1]);
}

function withoutHeaders(given: unknown, isLeftOut: (name: string) => boolean): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const kept = pairsOf(given).filter(([name]) => !isLeftOut(name));
  return Array.isArray(given) ? kept.flat() : Object.fromEntries(kept);
}
