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

  /** The answer once its last byte is there, else null. */
  read(chunk: Buffer): Answer | null {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const head = this.#received.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const body = this.#body(status, head, end + 4);
    if (body === null) return null;
    this.#received = nothing;
    return { status, head, body };
  }

  #body(status: number, head: string, start: number): string | null {
    const length = lengthOf.exec(head)?.[1];
    if (length !== undefined) {
      const end = start + Number(length);
      return this.#received.length < end ? null : this.#received.toString('utf8', start, end);
    }
    if (chunked.test(head)) return this.#chunks(start);
    if (withoutBody.has(status)) return '';
    throw new Error(`an answer ${status} without length`);
  }

  #chunks(start: number): string | null {
    let body = '';
    let at = start;
    for (;;) {
      const lineEnd = this.#received.indexOf('\r\n', at);
      if (lineEnd < 0) return null;
      const size = Number.parseInt(this.#received.toString('latin1', at, lineEnd), 16);
      const end = lineEnd + 2 + size;
      if (this.#received.length < end + 2) return null;
      if (size === 0) return body;
      body += this.#received.toString('utf8', lineEnd + 2, end);
      at = end + 2;
    }
  }
}
