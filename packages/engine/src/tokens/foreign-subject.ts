/** Whom the subject of an assertion is here (advanced.md JWB-3): pure, but for the port it asks. */

import type { Account } from '../model/account.ts';
import type { Source } from '../ports/facts.ts';
import type { ForeignSubject } from '../ports/foreign.ts';
import type { Context } from '../requests/context.ts';
import type { Assertion } from './foreign-assertion.ts';
import { mayHoldTokens } from './standing.ts';

/** The person, if they are anybody here who may hold tokens. A foreign subject is never taken for an id of ours. */
export async function personOf(
  { ports }: Context,
  assertion: Assertion,
  source: Source,
): Promise<Account | null> {
  const account = await ports.subjects.resolve(subjectIn(assertion), source);
  return mayHoldTokens(account, ports.clock.now()) ? account : null;
}

/** Whom the subject names, as `personOf` reads it. */
export function subjectIn({ issuer, subject, claims }: Assertion): ForeignSubject {
  const { email, email_verified, name, preferred_username } = claims;
  const address = typeof email === 'string' && email_verified === true ? email : null;
  const domain = address?.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const { emailDomains, unknown } = issuer.subjects;
  const isTrusted = domain !== undefined && emailDomains.includes(domain);
  return {
    issuer: issuer.issuer,
    subject,
    email: isTrusted ? address : null,
    name: textOrNull(name),
    usernames: [preferred_username, address?.split('@')[0]].filter(
      (each): each is string => textOrNull(each) !== null,
    ),
    unknown,
  };
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
