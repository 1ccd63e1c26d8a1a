/** The security profiles a server, or one client of it, can be held to (advanced.md §1). */

export const profileNames = [
  'oauth21',
  'mcp',
  'oidc-certification',
  'fapi2-security',
  'fapi2-message-signing',
] as const;

export type ProfileName = (typeof profileNames)[number];

/** Whether nothing may be loosened under it (advanced.md PRF-2). */
export const isFapi = (name: string | null): boolean =>
  name === 'fapi2-security' || name === 'fapi2-message-signing';
