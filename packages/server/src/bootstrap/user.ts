import type { ClaimValues } from '@grantor/engine';
import { Secret, type UserId, userId } from '@grantor/protocol';
import { z } from 'zod';
import { foldName, isEmail, isSubject, isUsername } from '../people/names.ts';
import { type PasswordContext, passwordMaxLength, passwordProblem } from '../people/password-rules.ts';
import { type Environment, entryReader, secretText, string } from './entry.ts';
import { type Finding, place } from './problems.ts';

export type DeclaredUser = {
  /** The `sub`; null: given at creation, and the user name tells who it is. */
  readonly id: UserId | null;
  readonly username: string;
  readonly password: Secret;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly role: 'user' | 'admin';
  readonly claims: ClaimValues;
};

const yesOrNo = z.boolean({ error: 'must be true or false' });

const userShape = (environment: Environment) =>
  z.object({
    username: string.transform(foldName).refine(isUsername, 'must be 1 to 64 of a-z 0-9 . _ - @'),
    password: secretText(environment, passwordMaxLength),
    weak_password: z.literal('accepted', { error: 'must be accepted' }).optional(),
    email: string.refine(isEmail, 'must be an e-mail address').optional(),
    email_verified: yesOrNo.optional(),
    role: z.enum(['user', 'admin'], { error: 'must be user or admin' }).optional(),
    sub: string.refine(isSubject, 'must be 1 to 255 visible ASCII characters without a colon').optional(),
    claims: claimsShape.optional(),
  });

const memberInstead: ReadonlyMap<string, string> = new Map([
  ['sub', 'is the member sub of the user'],
  ['email', 'is the member email of the user'],
  ['email_verified', 'is the member email_verified of the user'],
]);
// security.md T-8: claims about the token, which nobody sets
const reserved: ReadonlySet<string> = new Set(
  `iss aud exp iat nbf jti auth_time nonce acr amr azp at_hash c_hash s_hash sid cnf act may_act client_id scope
   events txn active token_type _claim_names _claim_sources`.split(/\s+/),
);

const textClaims =
  `name given_name family_name middle_name nickname preferred_username profile picture website
  gender birthdate zoneinfo locale phone_number`.split(/\s+/);

// OpenID Connect Core §5.1, the members whose type is fixed
const claimsShape = z
  .looseObject(
    {
      ...Object.fromEntries(textClaims.map((name) => [name, string.optional()])),
      phone_number_verified: yesOrNo.optional(),
      address: z.record(z.string(), string, { error: 'must be an object of strings' }).optional(), // OpenID Connect Core §5.1.1
      updated_at: z
        .int({ error: 'must be a number of seconds' })
        .nonnegative('must not be negative')
        .optional(),
      groups: z
        .array(string, { error: 'must be a list of strings' })
        .max(50, 'has at most 50 groups')
        .optional(),
    },
    { error: 'must be an object' },
  )
  .superRefine((claims, context) => {
    for (const name of Object.keys(claims)) {
      const message = memberInstead.get(name) ?? (reserved.has(name) ? 'is a reserved claim' : null);
      if (message !== null) context.addIssue({ code: 'custom', path: [name], message });
    }
  });

type PasswordRules = Pick<PasswordContext, 'siteName' | 'minLength'>;

/** Reads elements of `users`, with every problem they have. */
export function userReader(environment: Environment, rules: PasswordRules) {
  const read = entryReader(userShape(environment));
  return (value: unknown, path: readonly PropertyKey[]) => {
    const { declared, problems } = read(value, path);
    if (declared === null) return { user: null, problems };
    const user = userOf(declared);
    const weak = declared.weak_password === 'accepted' ? [] : weakness(user, rules, path);
    return { user, problems: [...problems, ...contradictions(declared, path), ...weak] };
  };
}

/** A declared password keeps the rules that every other does, unless the file says that it need not (product.md S-1). */
function weakness(
  user: DeclaredUser,
  rules: PasswordRules,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const { username, email } = user;
  const problem = passwordProblem(user.password.reveal(), { username, email, ...rules });
  if (problem === null) return [];
  const message = `is ${problem.replaceAll('_', ' ')}; a test bed may say "weak_password": "accepted" beside it`;
  return [{ at: place([...path, 'password']), message }];
}

type UserMembers = z.output<ReturnType<typeof userShape>>;

const userOf = (members: UserMembers): DeclaredUser => ({
  id: members.sub === undefined ? null : userId(members.sub),
  username: members.username,
  password: Secret.of(members.password),
  email: members.email?.normalize('NFKC') ?? null,
  emailVerified: members.email_verified ?? false,
  role: members.role ?? 'user',
  claims: members.claims ?? {},
});

function contradictions(user: UserMembers, path: readonly PropertyKey[]): readonly Finding[] {
  if (user.email_verified !== true || user.email !== undefined) return [];
  const message = 'says that an e-mail address is verified, but there is none';
  return [{ at: place([...path, 'email_verified']), message }];
}
