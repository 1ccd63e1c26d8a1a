/** A balancer without memory, and a browser behind it: every request goes to the next replica that takes it. */

import { hiddenFields } from '../races/person.ts';
import { type Answer, fresh, type Sent } from './fresh.ts';

export type Balancer = {
  /** `path` at the next replica; one that takes no connection is left out, as by any balancer. */
  send(path: string, sent?: Sent): Promise<Answer>;
  post(path: string, fields: Fields, client?: readonly [id: string, secret: string]): Promise<Answer>;
};

export type Fields = Readonly<Record<string, string>>;

const form = 'application/x-www-form-urlencoded';

/** `answered` is told of every answer. */
export function createBalancer(origins: readonly string[], answered: () => void = () => {}): Balancer {
  let turn = 0;
  async function send(path: string, sent?: Sent): Promise<Answer> {
    turn += 1;
    const inTurn = origins.map((_, place) => origins[(turn + place) % origins.length]);
    for (const origin of inTurn) {
      try {
        const answer = await fresh(`${origin}${path}`, sent);
        answered();
        return answer;
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw failure;
      }
    }
    throw new Error('no replica takes a connection');
  }
  return {
    send,
    post: (path, fields, client) =>
      send(path, {
        method: 'POST',
        headers: {
          'content-type': form,
          ...(client === undefined ? {} : { authorization: `Basic ${btoa(client.join(':'))}` }),
        },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

export type Browser = {
  get(path: string): Promise<Answer>;
  /** Posts the form of a page, with these fields of it filled in. */
  submit(page: Answer, path: string, fields: Fields): Promise<Answer>;
};

/** Without a page of its own: whatever was asked of it before, it has its cookies from. */
export function createBrowser(balancer: Balancer, publicOrigin: string): Browser {
  const cookies = new Map<string, string>();
  async function send(path: string, sent: Sent): Promise<Answer> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await balancer.send(path, {
      ...sent,
      headers: { ...sent.headers, accept: 'text/html', cookie },
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  }
  return {
    get: (path) => send(path, {}),
    submit: (page, path, fields) =>
      send(path, {
        method: 'POST',
        headers: { origin: publicOrigin, 'content-type': form },
        body: new URLSearchParams({ ...hiddenFields(page.text), ...fields }).toString(),
      }),
  };
}
