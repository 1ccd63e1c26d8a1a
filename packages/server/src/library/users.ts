/** People of this instance's database in the hands of the application around it: what `/api/v1/users` does, without HTTP. */

import { inProcess } from '@grantor/engine';
import { personKey } from '../console/person-key.ts';
import { Problem } from '../http/problem.ts';
import { perform } from '../management/handle.ts';
import { userOperations } from '../management/users.ts';
import type { Site } from '../site/site.ts';

/** What may be said of a person beside their e-mail address (OpenID Connect Core §5.1); `full_name` is the claim `name`. */
type Profile = {
  readonly full_name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly middle_name?: string;
  readonly nickname?: string;
  readonly profile?: string;
  readonly picture?: string;
  readonly website?: string;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
  readonly phone_number?: string;
  /** In lines. */
  readonly address?: string;
};

/** A person (product.md §2), as the management API says it. Moments are RFC 3339. */
export type User = Profile & {
  /** Their `sub` (OpenID Connect Core §2): never reused. */
  readonly id: string;
  readonly username: string;
  readonly email?: string;
  readonly email_verified: boolean;
  readonly role: 'user' | 'admin';
  readonly is_active: boolean;
  /** `local`: their password is kept here. */
  readonly auth_source: string;
  /** What they are found by where `auth_source` is another system. */
  readonly external_id?: string;
  readonly must_change_password: boolean;
  readonly phone_number_verified: boolean;
  readonly groups: readonly string[];
  readonly created_at: string;
  readonly last_sign_in_at?: string;
  readonly version: number;
};

type Said = {
  readonly email_verified?: boolean;
  readonly role?: 'user' | 'admin';
  readonly must_change_password?: boolean;
  readonly phone_number_verified?: boolean;
  readonly groups?: readonly string[];
};

/** Without a password and without `invite` they get a random password. */
export type NewUser = Profile &
  Said & {
    readonly username: string;
    readonly email?: string;
    readonly password?: string;
    /** They set a password by a link. */
    readonly invite?: boolean;
  };

/** What is absent stays; null takes a value away. */
export type UserChanges = Said & {
  readonly [Member in keyof Profile | 'email']?: string | null;
};

/** What is told this once, for the person. */
export type Told = {
  readonly password?: string;
  readonly invitation?: { readonly url: string; readonly expires_at: string };
};

export type CreatedUser = User & Told;

export type PasswordReset = {
  /** Absent: `random`. */
  readonly to?: 'random' | 'link';
  readonly must_change_password?: boolean;
};

export type UserSelection = {
  /** The beginning of a user name, full name, e-mail address or id. */
  readonly search?: string;
  readonly role?: 'user' | 'admin';
  readonly status?: 'active' | 'disabled';
  /** At most 100; absent: 50. */
  readonly limit?: number;
  /** The `next_cursor` of the page before. */
  readonly cursor?: string;
};

/**
 * The rules, guards and audit events of the administrators' pages; the application is the actor. Each rejects with
 * UserRefused. With `accounts` people are the application's, and each rejects with the fault `elsewhere`.
 */
export type Users = {
  readonly list: (
    selection?: UserSelection,
  ) => Promise<{ readonly items: readonly User[]; readonly next_cursor?: string }>;
  /** null: there is no such person. */
  readonly get: (id: string) => Promise<User | null>;
  readonly create: (person: NewUser) => Promise<CreatedUser>;
  readonly update: (id: string, changes: UserChanges) => Promise<User>;
  /** Ends their sessions and tokens at once, and keeps them out. */
  readonly disable: (id: string) => Promise<User>;
  /** Lets them sign in again; what was ended stays ended. */
  readonly enable: (id: string) => Promise<User>;
  /** Ends their sessions and tokens at once. */
  readonly resetPassword: (id: string, reset?: PasswordReset) => Promise<Told>;
  /** Removes them with all that is theirs but their clients; false: there is no such person. */
  readonly remove: (id: string) => Promise<boolean>;
};

/** Nothing was done. `fault` is the management API's word for why; `problems` name the members that are wrong. */
export class UserRefused extends Error {
  override readonly name = 'UserRefused';
  readonly fault: string;
  readonly problems: readonly { readonly member: string; readonly wrong: string }[];

  constructor(fault: string, sentence: string, problems: UserRefused['problems'] = []) {
    super([sentence, ...problems.map(({ member, wrong }) => `${member}: ${wrong}`)].join('\n'));
    this.fault = fault;
    this.problems = problems;
  }
}

const missing = 'not_found';

export function usersOf(site: Site): Users {
  const actor = () => ({
    userId: null,
    username: null,
    source: inProcess(site.accounts.random, 'application'),
  });
  async function run(name: string, given: Parameters<typeof perform>[2]): Promise<unknown> {
    if (site.signIn.accounts !== undefined)
      throw new UserRefused('elsewhere', 'The application has the people: `accounts` was given.');
    const operation = userOperations.find((row) => row.name === name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    try {
      return await perform(operation, { site, actor: actor() }, given);
    } catch (failure) {
      throw failure instanceof Problem ? refusalOf(failure) : failure;
    }
  }
  const one = (name: string, id: string, body?: object) =>
    run(name, { ids: [personKey(id)], ...(body === undefined ? {} : { body }) });
  return {
    list: (selection = {}) => run('listUsers', { query: selection }) as ReturnType<Users['list']>,
    get: (id) => unlessMissing(one('getUser', id) as Promise<User>, null),
    create: (person) => run('createUser', { body: person }) as Promise<CreatedUser>,
    update: (id, changes) => one('updateUser', id, changes) as Promise<User>,
    disable: (id) => one('disableUser', id) as Promise<User>,
    enable: (id) => one('enableUser', id) as Promise<User>,
    resetPassword: (id, reset = {}) => one('resetUserPassword', id, reset) as Promise<Told>,
    remove: (id) =>
      unlessMissing(
        one('deleteUser', id).then(() => true),
        false,
      ),
  };
}

function refusalOf({ refusal: { code, detail, errors = [] } }: Problem): UserRefused {
  return new UserRefused(
    code,
    detail,
    errors.map(({ field, message }) => ({ member: field, wrong: message })),
  );
}

const unlessMissing = <Value, Instead>(answer: Promise<Value>, instead: Instead): Promise<Value | Instead> =>
  answer.catch((failure: unknown) => {
    if (failure instanceof UserRefused && failure.fault === missing) return instead;
    throw failure;
  });
