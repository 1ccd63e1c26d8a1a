import type { OidcSettings } from './schema/upstream.ts';
import type { Settings } from './schema.ts';
import type { DatabaseTarget } from './values/database.ts';

export type { Address } from './values/parse.ts';

/** Everything the operator decided, checked and complete. Durations are seconds unless the name says otherwise. */
export type Configuration = Omit<Settings, 'database'> & {
  /** Those of `OIDC_PROVIDERS`. */
  readonly oidcProviders: readonly OidcSettings[];
  readonly database: Omit<Settings['database'], 'driver' | 'dsn'> & { readonly target: DatabaseTarget };
};

/** Why the configuration is refused: names the variable, never repeats a value (security.md D-3). */
export type Problem = { readonly variable: string; readonly wrong: string; readonly allowed: string };

/** Something the operator should know although the server starts. */
export type Notice = {
  readonly kind: 'no_effect' | 'warning';
  readonly variable: string;
  readonly message: string;
};

/** A name in `.env` that is no setting of any version, and the setting that was probably meant. */
export type StrayName = { readonly name: string; readonly nearest: string | null };

export type Loaded =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      readonly notices: readonly Notice[];
      /** Every variable that holds a text, from wherever it counts: what `env:NAME` may name (operations K-6).
       * Behind a call, as values may be secrets and this is printed. */
      readonly environment: () => Environment;
      /** An environment that alone means the same: for a process of the same server, which looks for no `.env`. */
      readonly wholeEnvironment: () => Environment;
      readonly strayNames: readonly StrayName[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Names to texts, as `process.env` and a parsed `.env` have them. */
export type Environment = Readonly<Record<string, string | undefined>>;
