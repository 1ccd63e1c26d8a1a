/** Who the first start creates; `email`: DEFAULT_ADMIN_EMAIL, or null without one (operations.md B-2). */
export const firstAdministrator = (email: string | null) => ({
  username: 'admin',
  email: email ?? 'admin@localhost',
});
