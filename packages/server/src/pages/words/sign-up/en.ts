/** Signing in by a code and signing up, both by mail. */
export const en = {
  email_code_button: 'Send me a code by mail',
  email_code_title: 'Sign in with a code',
  email_code_lead: 'Enter the confirmed e-mail address of your account. A code is sent there.',
  email_code_send: 'Send the code',
  email_code_sent:
    'If an account has the address {address}, a code is on its way. It works for 10 minutes, in this browser.',
  email_code_wrong: 'That code is wrong or works no more. Check it, or have another one sent.',
  email_code_another: 'Send another code',
  sign_up_button: 'Create an account',
  sign_up_title: 'Create your account',
  sign_up_form_lead: 'It is made once you have confirmed your e-mail address.',
  sign_up_name: 'Your name',
  sign_up_password: 'Password',
  sign_up_send: 'Go on',
  sign_up_empty: 'Leave this empty',
  sign_up_sent_title: 'Look into your mail',
  sign_up_sent:
    'A message is on its way to the address you entered. Its link works for 24 hours; open it in this browser.',
  sign_up_confirm_title: 'Make this account?',
  sign_up_confirm_lead: 'An account at {site} in the name of {name}, with the address {address}.',
  sign_up_confirm_password:
    'This is another browser than the one you signed up in. Enter the password you chose there.',
  sign_up_wrong_password: 'That is not the password you chose.',
  sign_up_waits_title: 'Your address is confirmed',
  sign_up_waits: 'An administrator looks at your request. You get a message once it is decided.',
  problem_sign_up_domain: 'Accounts here are for addresses of other domains.',
  problem_no_name: 'Enter a name of at most 128 characters.',
  sign_ups: 'People who want an account',
  sign_ups_lead:
    'They confirmed their address, and wait for you to decide. After 30 days a request is forgotten.',
  sign_ups_none: 'Nobody waits.',
  sign_ups_empty: 'Whoever signs up is listed here once their address is confirmed.',
  sign_ups_waiting: {
    one: '{count} account waits for a decision.',
    other: '{count} accounts wait for a decision.',
  },
  sign_up_approve: 'Approve',
  sign_up_decline: 'Decline',
  done_sign_up_approved: 'The account was made.',
  done_sign_up_declined: 'The request was declined and deleted.',
  done_sign_up_settled: 'Somebody else decided in the meantime, or the address is in use by now.',
} as const;
