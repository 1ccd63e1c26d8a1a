import type { Epoch } from '@grantor/protocol';

/** What binds a token to its holder (RFC 7800 §3); both members may stand together. */
export type Confirmation = {
  /** The thumbprint of the holder's DPoP key (RFC 9449 §6.1). */
  readonly jkt: string | null;
  /** The thumbprint of the holder's certificate (RFC 8705 §3.1). */
  readonly x5t: string | null;
};

/** A token of which everything but its holder, its scopes and its user has been checked. */
export type ValidToken = {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly clientId: string | null;
  /** As the token says, implied ones not yet added. */
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly expiresAt: Epoch;
  readonly issuedAt: Epoch | null;
  readonly tokenId: string | null;
  readonly acr: string | null;
  readonly authTime: Epoch | null;
  readonly confirmation: Confirmation | null;
  readonly claims: Readonly<Record<string, unknown>>;
};
