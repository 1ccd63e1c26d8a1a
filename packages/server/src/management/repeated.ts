/** Requests with an `Idempotency-Key`: sent again, they are answered again and done once (product.md M-2). */

import { hmacSha256, secondOf, sha256 } from '@grantor/protocol';
import { type Exchange, header } from '../http/exchange.ts';
import { claimRequest, dropRequest, keepAnswer } from '../store/repeated-requests.ts';
import { tooMany } from './caller.ts';
import type { Answer, Call, Operation } from './operation.ts';
import { conflict, invalid, Problem } from './problem.ts';

export const keyHeader = 'idempotency-key';
const keyShape = /^[\x21-\x7e]{1,255}$/;

/** An answer, and whether it was given before. */
export type Given = Answer & { readonly status: number; readonly repeated: boolean };

/** Runs the operation, unless the caller asked for the very same under the same key in the last day. */
export async function runOnce(
  operation: Operation,
  call: Call<unknown, unknown>,
  exchange: Exchange,
): Promise<Given> {
  const key = operation.method === 'POST' ? header(exchange, keyHeader) : undefined;
  const run = async (): Promise<Given> => ({
    ...(await operation.run(call)),
    status: operation.status,
    repeated: false,
  });
  if (key === undefined) return run();
  if (!keyShape.test(key)) throw unusableKey();
  const { site, actor, query, body } = call;
  const { kysely } = site.database;
  const caller = sha256(JSON.stringify([actor.userId ?? null, actor.clientId]));
  const hash = sha256(JSON.stringify([caller, key]));
  // Keyed: the body may hold a password
  const asked = JSON.stringify(['repeated request', operation.name, exchange.path, query, body]);
  const request = hmacSha256(site.csrfKey, asked);
  const claim = await claimRequest(kysely, { hash, caller, request }, secondOf(site.now()));
  switch (claim.kind) {
    case 'answered': {
      const { status, location, body: kept } = claim.answer;
      const place = location === null ? {} : { location };
      return { status, body: kept === null ? null : JSON.parse(kept), ...place, repeated: true };
    }
    case 'another':
      throw new Problem({
        status: 422,
        code: 'key_of_another_request',
        detail: 'This Idempotency-Key was sent with another request.',
      });
    case 'busy':
      throw conflict('in_progress', 'The request with this Idempotency-Key is being worked on.');
    case 'full':
      throw tooMany(3600);
    case 'yours':
      break;
  }
  const given = await run().catch(async (failure: unknown) => {
    await dropRequest(kysely, hash);
    throw failure;
  });
  const answer = { status: given.status, location: given.location ?? null, body: keptBody(given) };
  await keepAnswer(kysely, hash, { answer, now: secondOf(site.now()) });
  return given;
}

/** Whatever is told once is not told again, and not kept. */
const keptBody = ({ body, once = [] }: Answer): string | null =>
  body === null ? null : JSON.stringify(body, (name, value) => (once.includes(name) ? undefined : value));

const unusableKey = (): Problem =>
  invalid([
    { field: 'Idempotency-Key', code: 'unreadable', message: 'It has 1 to 255 visible ASCII characters.' },
  ]);
