import { sha256 } from '@grantor/protocol';
import type { Access, User } from '../access/access.ts';
import { Denied, invalidToken } from '../access/denial.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { Clock } from '../ports/ports.ts';
import { readProfile, readSubject } from './claims.ts';
import { createRecentResults } from './recent-results.ts';
import type { Identity, Profile, StoredUser, UserStore } from './store.ts';
import type { Userinfo } from './userinfo.ts';

/**
 * The user behind a valid token. Called after every other check. Throws `Denied` (`user_denied`,
 * `invalid_token`, `unavailable`); anything else thrown refuses the request as `unavailable`.
 */
export type ResolveUser = (access: Access, issuer: IssuerOptions | null) => Promise<User>;

export type UserResolutionOptions = {
  readonly store: UserStore;
  /** Whether an unknown person gets a row. */
  readonly autoProvision: 'on' | 'off';
  /** Whether a person without a row is served, under an id of issuer and subject. */
  readonly unknownUsers: 'allow' | 'deny';
  /** Where an e-mail that the token lacks is asked for; null: nowhere. */
  readonly userinfo: Userinfo | null;
  readonly clock: Clock;
};

/** Seconds: a disabled user is out within a minute (resource.md §4). */
const kept = 60;

/**
 * Finds the local user behind a token: by issuer and subject, by verified e-mail, by provisioning, else under
 * the id `{issuer}#{subject}` (resource.md §4). No claim ever selects a local user by id; the subject of a
 * local token does, because the operator signed it. Rejects with `Denied`, and with whatever the store threw:
 * an outage is never taken for an unknown person, who would end up with two identities.
 */
export function createUserResolution(options: UserResolutionOptions): ResolveUser {
  const recent = createRecentResults<User>(options.clock, kept);
  return (access, issuer) =>
    recent(sha256(access.token.reveal()), () =>
      issuer === null ? resolveLocal(access, options) : resolveForeign(access, issuer, options),
    );
}

async function resolveLocal({ subject }: Access, options: UserResolutionOptions): Promise<User> {
  const id = readSubject({ sub: subject }, 'sub');
  if (id === null) throw invalidToken('the local token names no user');
  const user = await options.store.findById(id);
  return user === null ? unknown({ id, email: null, name: null }, options) : admit(user);
}

async function resolveForeign(
  access: Access,
  issuer: IssuerOptions,
  options: UserResolutionOptions,
): Promise<User> {
  const { store, autoProvision } = options;
  const subject = readSubject(access.claims, issuer.userClaim);
  if (subject === null) throw invalidToken(`the claim ${issuer.userClaim} names no subject`);
  const identity: Identity = { issuer: issuer.issuer, subject };
  const told = readProfile(access.claims, issuer.trustEmail);

  const known = await store.findByIdentity(identity, told);
  if (known !== null) return admit(known);

  const { email, name } = await completed(told, { access, issuer, options });
  if (email !== null) {
    const linked = await store.linkByEmail(identity, { email, name });
    if (linked !== null) return admit(linked);
  }
  // The same id with and without a row: nothing changes owner when provisioning is switched on later
  const person = { id: `${issuer.issuer}#${subject}`, email, name };
  const provisioned = autoProvision === 'on' ? await store.provision(identity, person) : null;
  return provisioned === null ? unknown(person, options) : admit(provisioned);
}

/** The profile with what userinfo adds to it, where the token has no e-mail. */
async function completed(
  told: Profile,
  { access, issuer, options }: { access: Access; issuer: IssuerOptions; options: UserResolutionOptions },
): Promise<Profile> {
  if (told.email !== null || options.userinfo === null) return told;
  const claims = await options.userinfo(access, issuer);
  if (claims === null) return told;
  const { email, name } = readProfile(claims, issuer.trustEmail);
  return { email, name: told.name ?? name };
}

/** A user found but shut out is refused, never taken for somebody unknown (resource.md §4). */
function admit({ id, email, name, blocked }: StoredUser): User {
  if (blocked) throw new Denied({ kind: 'user_denied', reason: 'the user is disabled or deleted' });
  return { id, email, name };
}

function unknown(person: User, { unknownUsers }: UserResolutionOptions): User {
  if (unknownUsers === 'deny') throw new Denied({ kind: 'user_denied', reason: 'the user is unknown' });
  return person;
}
