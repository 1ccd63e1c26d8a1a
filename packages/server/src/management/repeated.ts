/** Requests with an `Idempotency-Key`: sent again, they are answered again and done once (product.md M-2). */

import { hmacSha256, secondOf, sha256 } from '@grantor/protocol';
import { type Exchange, header } from '../http/exchange.ts';
import { conflict, invalid, Problem, successes, tooMany } from '../http/problem.ts';
import {
  claimRequest,
  dropRequest,
  type KeptAnswer,
  keepAnswer,
  type Repeatable,
} from '../store/repeated-requests.ts';
import type { Answer, Call, Operation } from './operation.ts';

export const keyHeader = 'idempotency-key';
export const keyShape = /^[\x21-\x7e]{1,255}$/;

/** An answer, and whether it was given before. */
export type Given = Answer & { readonly status: number; readonly repeated: boolean };

type Wanted = { readonly call: Call<unknown, unknown>; readonly exchange: Exchange };

/** Runs the operation, unless the caller asked for the very same under the same key in the last day. */
export async function runOnce(operation: Operation, { call, exchange }: Wanted): Promise<Given> {
  const { status } = successes[operation.success];
  const run = async (): Promise<Given> => ({ ...(await operation.run(call)), status, repeated: false });
  const key = operation.method === 'POST' ? header(exchange, keyHeader) : undefined;
  if (key === undefined) return run();
  const { site } = call;
  const { kysely } = site.database;
  const repeatable = repeatableOf(operation, { call, exchange, key });
  const earlier = await claim(call, repeatable);
  if (earlier !== null) return givenBefore(earlier);
  const { hash } = repeatable;
  const given = await run().catch(async (failure: unknown) => {
    await dropRequest(kysely, hash);
    throw failure;
  });
  const answer = { status, location: given.location ?? null, body: keptBody(given) };
  await keepAnswer(kysely, hash, { answer, now: secondOf(site.now()) });
  return given;
}

function repeatableOf(
  { name }: Operation,
  { call, exchange, key }: Wanted & { readonly key: string },
): Repeatable {
  if (!keyShape.test(key)) throw unusableKey();
  const { actor, query, body, site } = call;
  const caller = sha256(JSON.stringify([actor.userId ?? null, actor.clientId]));
  // Keyed: the body may hold a password
  const asked = JSON.stringify(['repeated request', name, exchange.path, query, body]);
  return {
    caller,
    hash: sha256(JSON.stringify([caller, key])),
    request: hmacSha256(site.csrfKey, asked),
  };
}

/** What was answered before; null: the request is ours to do. */
async function claim({ site }: Call<unknown, unknown>, repeatable: Repeatable): Promise<KeptAnswer | null> {
  const found = await claimRequest(site.database.kysely, repeatable, secondOf(site.now()));
  switch (found.kind) {
    case 'yours':
      return null;
    case 'answered':
      return found.answer;
    case 'another':
      throw new Problem('invalid', {
        code: 'key_of_another_request',
        detail: 'This Idempotency-Key was sent with another request.',
      });
    case 'busy':
      throw conflict('in_progress', 'The request with this Idempotency-Key is being worked on.');
    case 'full':
      throw tooMany(3600);
  }
}

const givenBefore = ({ status, location, body }: KeptAnswer): Given => ({
  status,
  body: body === null ? null : JSON.parse(body),
  ...(location === null ? {} : { location }),
  repeated: true,
});

/** Whatever is told once is not told again, and not kept. */
const keptBody = ({ body, once = [] }: Answer): string | null =>
  body === null ? null : JSON.stringify(body, (name, value) => (once.includes(name) ? undefined : value));

const unusableKey = (): Problem =>
  invalid([
    { field: 'Idempotency-Key', code: 'unreadable', message: 'It has 1 to 255 visible ASCII characters.' },
  ]);
