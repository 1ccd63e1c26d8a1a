import type { Locale } from '../text/catalogue.ts';

export type Theme = 'system' | 'light' | 'dark';

export type SignedInAccount = {
  readonly username: string;
  readonly name?: string;
  /** Absent: not asked, as on pages that lead nowhere else. */
  readonly role?: 'user' | 'admin';
};

/** What every page needs besides its own model; decided once per request by the HTTP layer. */
export type Frame = {
  readonly siteName: string;
  readonly locale: Locale;
  readonly theme: Theme;
  /** The nonce of this answer's `Content-Security-Policy`. */
  readonly nonce: string;
  readonly requestId: string;
  readonly assets: {
    readonly stylesheet: string;
    readonly script: string;
    readonly passkeys: string;
    readonly icon: string;
  };
  readonly csrfToken?: string;
  readonly account?: SignedInAccount;
};
