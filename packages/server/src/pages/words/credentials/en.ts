/** Verifiable credentials: what is issued, offered and taken back. */
export const en = {
  credential_details_title: 'Digital credential for your wallet',
  credential_one: 'Credential',
} as const;
