import type { Locale } from '../text/catalogue.ts';

export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export type SignedInAccount = {
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
  /** Absent: not asked, as on pages that lead nowhere else. */
  readonly role?: 'user' | 'admin';
};

/** What every page needs besides its own model; decided once per request by the HTTP layer. */
export type Frame = {
  readonly siteName: string;
  readonly locale: Locale;
  readonly theme: Theme;
  /** Keys that do something by themselves; absent: on. product A-6 */
  readonly shortcuts?: 'off';
  /** The nonce of this answer's `Content-Security-Policy`. */
  readonly nonce: string;
  readonly requestId: string;
  readonly assets: {
    readonly stylesheet: string;
    readonly documentation: string;
    readonly script: string;
    readonly passkeys: string;
    readonly icon: string;
    readonly logo?: string;
  };
  readonly csrfToken?: string;
  /** The time zone of who looks; absent: UTC. product A-5 */
  readonly zone?: string;
  /** Path and query that show this page again; absent: none do. */
  readonly here?: string;
  readonly account?: SignedInAccount;
  /** The reference of the API can be read here (`ENABLE_SWAGGER`). */
  readonly reference?: 'served';
  /** People can take credentials into wallets (`ENABLE_VCI`). */
  readonly credentials?: 'served';
};
