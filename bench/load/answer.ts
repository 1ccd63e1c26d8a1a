/** Reads HTTP/1.1 answers, whole or in pieces, with `content-length` or chunked (RFC 9112 §6, §7.1). */

export type Answer = { readonly status: number; readonly head: string; readonly body: string };

/** All values of a header; the name in lower case. */
export function headers(answer: Answer, name: string): readonly string[] {
  const found: string[] = [];
  for (const line of answer.head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (line.slice(0, colon).toLowerCase() === name) found.push(line.slice(colon + 1).trim());
  }
  return found;
}

const nothing = Buffer.alloc(0);
const lengthOf = /\r\ncontent-length: *(\d+)/i;
const chunked = /\r\ntransfer-encoding: *chunked/i;
const withoutBody: ReadonlySet<number> = new Set([204, 304]);

export class AnswerReader {
  #received: Buffer = nothing;

  reset(): void {
    this.#received = nothing;
  }

  /** The answer once its last byte is there, else null. The chunk may be used again. */
  read(chunk: Buffer): Answer | null {
    const isFirst = this.#received.length === 0;
    if (!isFirst) this.#received = Buffer.concat([this.#received, chunk]);
    const answer = answerIn(isFirst ? chunk : this.#received);
    if (answer !== null) this.#received = nothing;
    else if (isFirst) this.#received = Buffer.from(chunk);
    return answer;
  }
}

function answerIn(received: Buffer): Answer | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = received.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const body = bodyOf(received, { status, head, start: end + 4 });
  return body === null ? null : { status, head, body };
}

function bodyOf(
  received: Buffer,
  { status, head, start }: { readonly status: number; readonly head: string; readonly start: number },
): string | null {
  const length = lengthOf.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return received.length < end ? null : received.toString('utf8', start, end);
  }
  if (chunked.test(head)) return chunksOf(received, start);
  if (withoutBody.has(status)) return '';
  throw new Error(`an answer ${status} without length`);
}

function chunksOf(received: Buffer, start: number): string | null {
  let body = '';
  let at = start;
  for (;;) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (received.length < end + 2) return null;
    if (size === 0) return body;
    body += received.toString('utf8', lineEnd + 2, end);
    at = end + 2;
  }
}
