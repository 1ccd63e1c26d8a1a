/** Whom a client means (CIBA §7.1). */

import { type Instant, OAuthError, type Params, secondOf } from '@grantor/protocol';
import { type Hint, verifyHintFor } from '../authorize/id-token-hint.ts';
import type { Account } from '../model/account.ts';
import { type Client, mayUse } from '../model/client.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import { type Assertion, isForClient, verifyAssertion } from '../tokens/foreign-assertion.ts';
import { personOf } from '../tokens/foreign-subject.ts';
import { subjectOfPerson, userOfSubject } from '../tokens/subject.ts';

export const hintParameters = ['login_hint', 'id_token_hint', 'login_hint_token'] as const;

type Asking = {
  readonly params: Params;
  readonly client: Client;
  readonly now: Instant;
  readonly source: Source;
};

/** `spends`: what makes the hint count once. */
type Found = { readonly person: Account; readonly spends: readonly Fact[] };

/**
 * The person. Throws `invalid_request` unless one hint is given that is good, `expired_login_hint_token`, and
 * `unknown_user_id`, alike for nobody, for a disabled account and for somebody who may not use the client.
 */
export async function findPerson(context: Context, asking: Asking): Promise<Found> {
  const { params, client } = asking;
  hintIn(params);
  const token = params.get('login_hint_token');
  const vouched = token === undefined ? null : await vouchedFor(context, asking, token);
  const person = vouched === null ? await named(context, asking) : await met(context, asking, vouched);
  if (person === null || person.disabledAt !== null || !mayUse(client, person)) {
    throw unknownPerson();
  }
  const seen = vouched?.seen ?? null;
  return { person, spends: seen === null ? [] : [{ kind: 'request_seen', proof: seen }] };
}

export const unknownPerson = (): OAuthError =>
  new OAuthError('unknown_user_id', 'The hint names nobody who may be asked.');

/** The one hint of the request. Throws `invalid_request` where there is none, or another. */
export function hintIn(params: Params): {
  readonly name: (typeof hintParameters)[number];
  readonly value: string;
} {
  const [name, ...others] = hintParameters.filter((each) => params.has(each));
  if (name === undefined || others.length > 0)
    throw new OAuthError(
      'invalid_request',
      'A request has one login_hint, id_token_hint or login_hint_token.',
    );
  return { name, value: params.get(name) ?? '' };
}

/** The word of an issuer that is trusted with more than a name: it counts once, here and as a grant (advanced.md CIB-2). */
async function vouchedFor(
  context: Context,
  { client, now, source }: Asking,
  value: string,
): Promise<Assertion> {
  const presented = { value, kinds: ['assertion'], now: secondOf(now), source } as const;
  const assertion = await verifyAssertion(context, presented);
  if ('isLate' in assertion) {
    throw new OAuthError('expired_login_hint_token', 'The login_hint_token has expired.'); // CIBA §13
  }
  if ('detail' in assertion || !isForClient(assertion, client.id)) {
    throw new OAuthError('invalid_request', 'The login_hint_token is none that is trusted from the client.');
  }
  return assertion;
}

/** Nobody is made of a hint, whatever its issuer may do: there would be no one to answer. */
const met = (context: Context, { source }: Asking, { issuer, ...said }: Assertion): Promise<Account | null> =>
  personOf(
    context,
    { ...said, issuer: { ...issuer, subjects: { ...issuer.subjects, unknown: 'refused' } } },
    source,
  );

async function named(context: Context, { params, client, now }: Asking): Promise<Account | null> {
  const { ports, policy } = context;
  const hint = await verifyHintFor(client.id, params.get('id_token_hint'), {
    ...{ keys: ports.keys, issuer: policy.issuer, now: secondOf(now) },
  });
  if (hint !== null) return hint.of === 'guest' ? null : hinted(context, client, hint);
  const name = params.get('login_hint') ?? '';
  // A client that knows people by names of its own has no use for those of others (advanced.md PWS-4)
  const known = client.subjectType === 'public' ? await accountOf(context, name) : null;
  return known ?? ports.store.findAccountByName(name);
}

/** Whom an ID token of the client is about: behind a name of its own, whoever signed in for it, while anything of that lives. */
async function hinted(context: Context, client: Client, { subject, sid }: Hint): Promise<Account | null> {
  if (client.subjectType === 'public') return accountOf(context, subject);
  const { store, keys } = context.ports;
  const found = typeof sid === 'string' ? await store.findFamilyOfSignIn({ clientId: client.id, sid }) : null;
  if (found === null) return null;
  return subjectOfPerson(client, found.family.userId, keys) === subject ? found.account : null;
}

function accountOf({ ports: { store } }: Context, subject: string): Promise<Account | null> {
  const user = userOfSubject(subject);
  return user === null ? Promise.resolve(null) : store.findAccount(user);
}
