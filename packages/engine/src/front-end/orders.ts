/** Tokens that front-ends have made, or say more of than their clients asked for (federation-vci-authlete.md §3.2). */

import type { Reply } from '@grantor/protocol';
import { admit, sessionOfGuest } from '../authorize/guests.ts';
import { token } from '../endpoints/token.ts';
import { issueToken, type OrderOutcome, type TokenOrder } from '../host/issue.ts';
import { guestId } from '../model/guest.ts';
import { type Property, untold } from '../model/told.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';

/** What is said in the tokens of one request beside what its grant says. */
export type Additions = {
  /** Members of JWT access tokens beside our own, which they never replace. */
  readonly accessToken: Readonly<Record<string, unknown>>;
  /** Kept with a family that is started; nothing else keeps any. */
  readonly properties: readonly Property[];
};

export const tokenWith = (
  context: Context,
  request: BackChannelRequest,
  additions: Additions,
): Promise<Reply> => token(saying(context, additions), request);

function saying(context: Context, { accessToken, properties }: Additions): Context {
  const { keys, store } = context.ports;
  return {
    ...context,
    ports: {
      ...context.ports,
      keys: {
        ...keys,
        sign: (letter) =>
          keys.sign(
            letter.use === 'access_token'
              ? { ...letter, claims: { ...accessToken, ...letter.claims } }
              : letter,
          ),
      },
      store: {
        ...store,
        commit: (write) =>
          store.commit({ ...write, facts: write.facts.map((fact) => kept(fact, properties)) }),
      },
    },
  };
}

function kept(fact: Fact, properties: readonly Property[]): Fact {
  if (fact.kind !== 'family_started' || properties.length === 0) return fact;
  const told = fact.family.told ?? untold;
  return {
    ...fact,
    family: { ...fact.family, told: { ...told, properties: [...told.properties, ...properties] } },
  };
}

export type GuestOrder = Omit<TokenOrder, 'user'> & {
  /** As the front-end knows them; absent: the client acts for itself. */
  readonly subject?: string | undefined;
  readonly accessToken: Additions['accessToken'];
  readonly source: Source;
};

/** A token by hand, within the rights of its client (`issueToken`). */
export async function orderToken(
  context: Context,
  { subject, accessToken, source, ...order }: GuestOrder,
): Promise<OrderOutcome> {
  const world = saying(context, { accessToken, properties: [] });
  if (subject === undefined) return issueToken(world, order);
  const moment = { ...context, at: context.ports.clock.now(), source };
  await admit(moment, sessionOfGuest(moment, { subject, authTime: null, acr: null, session: null }));
  return issueToken(world, { ...order, user: guestId(subject) });
}
