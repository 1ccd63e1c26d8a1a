/** Between the fields of a person's form and what is stored (product.md §2). */

import type { ClaimValues } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import {
  type ClaimField,
  type Entered,
  type FieldFaults,
  inputOf,
  type PersonField,
} from '../pages/index.ts';
import { foldName, isUsername } from '../people/names.ts';
import {
  addressProblem,
  claimProblem,
  emailProblem,
  type FieldProblem,
  groupsIn,
  groupsProblem,
  textClaims,
} from '../people/person-fields.ts';
import type { User } from '../store/users.ts';

const fieldsOfClaims: readonly ClaimField[] = [...textClaims, 'address', 'groups'];
const ticks = ['email_verified', 'phone_number_verified', 'must_change_password'] as const;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What is said about the person, by field, as one text each; empty ones are left out. */
export function claimsShown({ claims }: Pick<User, 'claims'>): Partial<Record<ClaimField, string>> {
  const { address, groups } = claims;
  const formatted =
    typeof address === 'object' && address !== null && 'formatted' in address ? address.formatted : '';
  const all = [
    ...textClaims.map((name) => [name, textOf(claims[name])] as const),
    ['address', textOf(formatted)] as const,
    ['groups', Array.isArray(groups) ? groups.join(' ') : ''] as const,
  ];
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}

/** The form as it is filled in for the stored record. */
export function enteredOf(user: User): Entered {
  const claims = Object.entries(claimsShown(user)).map(([field, value]) => [
    inputOf(field as ClaimField),
    value,
  ]);
  return {
    ...Object.fromEntries(claims),
    email: user.email ?? '',
    email_verified: user.emailVerifiedAt === null ? '' : '1',
    phone_number_verified: user.claims['phone_number_verified'] === true ? '1' : '',
    role: user.role,
    must_change_password: user.mustChangePasswordAt === null ? '' : '1',
  };
}

/** What a form says; of a field that it does not have, what `known` says. A tick that is not sent is not ticked. */
export function enteredIn(form: Params, known: Entered): Entered {
  const names = ['username', 'email', 'role', 'way', ...fieldsOfClaims.map(inputOf)];
  const lines = (text: string): string => text.replaceAll('\r\n', '\n').trim();
  return Object.fromEntries([
    ...names.map((name) => [name, lines(form.get(name) ?? known[name] ?? '')] as const),
    ...ticks.map((name) => [name, form.get(name) === '1' ? '1' : ''] as const),
  ]);
}

export type PersonValues = {
  readonly username: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly role: 'user' | 'admin';
  readonly claims: ClaimValues;
  readonly mustChangePassword: boolean;
};

/** What is to be stored; `before`: the claims that stay where no field is about them. */
export function valuesOf(entered: Entered, before: ClaimValues): PersonValues {
  const email = entered['email'] ?? '';
  return {
    username: foldName(entered['username'] ?? ''),
    email: email === '' ? null : email.normalize('NFKC'),
    emailVerified: entered['email_verified'] === '1',
    role: entered['role'] === 'admin' ? 'admin' : 'user',
    claims: claimsOf(entered, before),
    mustChangePassword: entered['must_change_password'] === '1',
  };
}

function claimsOf(entered: Entered, before: ClaimValues): ClaimValues {
  // of the record itself, or filled in anew
  const { updated_at: _, email: _email, email_verified: _verified, ...kept } = before;
  const claims: Record<string, unknown> = { ...kept };
  const put = (name: string, value: unknown): void => {
    if (value === undefined) delete claims[name];
    else claims[name] = value;
  };
  for (const name of textClaims) put(name, entered[inputOf(name)] || undefined);
  const formatted = entered['address'] ?? '';
  const { formatted: _formatted, ...parts } = (kept['address'] ?? {}) as Readonly<Record<string, unknown>>;
  const address = formatted === '' ? parts : { ...parts, formatted };
  put('address', Object.keys(address).length > 0 ? address : undefined);
  const groups = groupsIn(entered['groups'] ?? '');
  put('groups', groups.length > 0 ? groups : undefined);
  const isSameNumber =
    before['phone_number_verified'] !== true || before['phone_number'] === claims['phone_number'];
  const isVerified = entered['phone_number_verified'] === '1' && 'phone_number' in claims && isSameNumber;
  put('phone_number_verified', isVerified ? true : undefined);
  return claims as ClaimValues;
}

/** What cannot be stored, by field. */
export function faultsIn(entered: Entered, kind: 'new' | 'edit'): FieldFaults {
  const email = entered['email'] ?? '';
  const address = entered['address'] ?? '';
  const problems: readonly (readonly [PersonField, FieldProblem | null])[] = [
    ['username', kind === 'new' ? usernameProblem(entered['username'] ?? '') : null],
    ['email', email === '' ? null : emailProblem(email)],
    ...textClaims.map((name) => {
      const value = entered[inputOf(name)] ?? '';
      return [name, value === '' ? null : claimProblem(name, value)] as const;
    }),
    ['address', address === '' ? null : addressProblem(address)],
    ['groups', groupsProblem(groupsIn(entered['groups'] ?? ''))],
  ];
  return Object.fromEntries(
    problems.flatMap(([field, problem]) => (problem === null ? [] : [[field, `problem_${problem}`]])),
  );
}

function usernameProblem(text: string): FieldProblem | null {
  if (text === '') return 'missing';
  return isUsername(foldName(text)) ? null : 'no_username';
}
