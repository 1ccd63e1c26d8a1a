/** What a page may report as done; each is a message `done_…`. product A-4 */
export const outcomes = [
  'authorization_revoked',
  'session_revoked',
  'all_revoked',
  'browser_ended',
  'others_ended',
  'user_created',
  'user_saved',
  'user_disabled',
  'user_enabled',
  'user_deleted',
  'user_session_ended',
  'user_authorization_revoked',
  'password_changed',
] as const;

export type Outcome = (typeof outcomes)[number];
