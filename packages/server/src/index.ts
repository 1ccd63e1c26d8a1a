/** The authorization server for programs that embed it. */

export {
  createGrantor,
  type GivenPeer,
  type Grantor,
  type GrantorOptions,
  type LogLine,
  type Ports,
} from './library/grantor.ts';
export {
  type EnvironmentOption,
  InvalidOptions,
  type OptionProblem,
  type SettingOptions,
} from './library/options.ts';
