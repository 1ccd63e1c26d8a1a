/** What a page may report as done; each is a message `done_…`. product A-4 */
export const outcomes = [
  'authorization_revoked',
  'session_revoked',
  'all_revoked',
  'browser_ended',
  'others_ended',
] as const;

export type Outcome = (typeof outcomes)[number];
