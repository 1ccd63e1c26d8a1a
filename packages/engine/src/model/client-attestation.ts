/** What the maker of an application says of one installation of it, and what that proves of itself, as their headers came. */
export type SentAttestation = {
  readonly statements: readonly string[];
  readonly proofs: readonly string[];
};

/** The key of one installation, by its thumbprint: its refresh tokens are good for nobody else (Client Attestation §10.3). */
export type InstanceKey = { readonly instance: string };
