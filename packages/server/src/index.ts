/** The authorization server for programs that embed it. */

export { type Clients, MetadataRefused } from './library/clients.ts';
export type { GrantorEvent } from './library/events.ts';
export {
  createGrantor,
  type GivenPeer,
  type Grantor,
  type GrantorOptions,
  type LogLine,
  type Ports,
} from './library/grantor.ts';
export type { InstanceGuard } from './library/guard.ts';
export {
  type EnvironmentOption,
  InvalidOptions,
  type OptionProblem,
  type SettingOptions,
} from './library/options.ts';
export {
  type AuthorizationParameters,
  type AuthorizationRequest,
  type SignInChecks,
  SignInFailed,
  type SignInTokens,
} from './library/sign-in.ts';
export { IssueRefused, TokenRefused, type Tokens } from './library/tokens.ts';
export {
  type CreatedUser,
  type NewUser,
  type PasswordReset,
  type Told,
  type User,
  type UserChanges,
  UserRefused,
  type UserSelection,
  type Users,
} from './library/users.ts';
export type { Accounts, ApplicationUser } from './people/directory.ts';
