/** What a client may say when it sends somebody to sign out (RP-Initiated Logout §2). */
export const logoutParameters = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'logout_hint',
  'ui_locales',
] as const;
