/** What the engine needs to take the word of other issuers. */

import type { CompactJws } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { SubjectMapping, TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Source } from './facts.ts';

/** Keys of trusted issuers, and signatures by them (advanced.md JWB-1). Asks nobody but the issuer, where its record says. */
export interface IssuerKeys {
  /** `unavailable`: its keys cannot be had now. */
  verify(
    jws: CompactJws,
    issuer: Pick<TrustedIssuer, 'issuer' | 'keys'>,
    source: Source,
  ): Promise<'verified' | 'refused' | 'unavailable'>;
}

/** Somebody whom a trusted issuer vouches for. */
export type ForeignSubject = {
  readonly issuer: string;
  readonly subject: string;
  /** An address that the issuer verified, of a domain for which its word counts; null: none. */
  readonly email: string | null;
  readonly name: string | null;
  /** Names they go by there, the best first. */
  readonly usernames: readonly string[];
  readonly unknown: SubjectMapping['unknown'];
};

/**
 * `address`: they would be linked by it. `new`: somebody would be made. `ended`: a link that was taken away is not made
 * again. `nobody`: no assertion is about anybody here.
 */
export type Recognised =
  | { readonly kind: 'linked' | 'address'; readonly person: Account | null }
  | { readonly kind: 'new' | 'ended' | 'nobody' };

/** Whom subjects of other issuers are here (advanced.md JWB-3). */
export interface ForeignSubjects {
  /**
   * The person: linked before, else recognised by an address that both sides verified, else made where that is allowed;
   * the last two are linked from then on. null: nobody.
   */
  resolve(subject: ForeignSubject, source: Source): Promise<Account | null>;
  /** Whom `resolve` would give, without any effect. */
  recognise(subject: ForeignSubject): Promise<Recognised>;
}
