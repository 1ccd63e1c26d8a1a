/** Requests on a connection each, which workers get in turn, and the processes that they are. */

import { execFileSync } from 'node:child_process';
import { type IncomingHttpHeaders, request } from 'node:http';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Rejects when the connection ends before the answer does. */
export const fresh = (url: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

/** A form post of a client that shows this secret. */
export const postForm = (
  url: string,
  fields: Readonly<Record<string, string>>,
  [id, secret]: readonly [id: string, secret: string],
): Promise<Answer> =>
  fresh(url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${id}:${secret}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(fields).toString(),
  });

/** The processes that this one has started, oldest first. */
export function childrenOf(process: { readonly pid?: number | undefined }): readonly number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' });
    return found
      .split('\n')
      .filter((line) => line !== '')
      .map(Number)
      .sort((one, other) => one - other);
  } catch {
    return []; // it has none
  }
}
