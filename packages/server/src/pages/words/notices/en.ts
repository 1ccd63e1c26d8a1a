/** What people choose to be told by mail, and how they confirm where. */
export const en = {
  profile_mail: 'Messages to you',
  profile_mail_to: 'They go to {address}.',
  profile_mail_nowhere: 'You have no confirmed e-mail address, so nothing is sent to you.',
  profile_mail_fixed:
    'Always sent, because they protect your account: changes of your password, e-mail address and second factors, and signs that somebody misuses your account.',
  notice_new_browser: 'Sign-ins from new browsers',
  notice_connections: 'Accounts that are connected or disconnected',
  notice_apps: 'Decisions about your applications',
  notice_digest: 'What this server needs of administrators, once a day at most',
  notices_save: 'Save choices',
  done_notices_saved: 'Your choice was saved.',
  confirm_address_title: 'Confirm your e-mail address',
  confirm_address_lead:
    'A message was sent to {address}. Follow its link, or enter the code that stands in it.',
  confirm_address_unsent: '{address} is not confirmed.',
  confirm_address_code: 'Code of 8 digits',
  confirm_address_submit: 'Confirm address',
  confirm_address_send: 'Send a message',
  confirm_address_send_again: 'Send another message',
  done_address_confirmed: 'Your e-mail address is confirmed.',
  done_verification_asked: 'A message is on its way, unless there were too many in the last hour.',
  problem_mail_code:
    'That code is wrong, or works no more. After five wrong codes, have another message sent.',
} as const;
