/** Signing in through other providers, and what a person is connected with. */
export const en = {
  without_password: 'or without a password',
  login_through: 'Continue with {provider}',
  provider_asked: 'What {provider} is asked for',
  provider_asked_note: '{site} asks for it to learn who you are. {client} gets nothing of it.',
  provider_next: 'If you allow it, you sign in with {provider} next.',
  provider_other_way: 'Sign in another way',
  through_failed: 'Sign-in with {provider} did not work',
  through_denied: '{provider} says that the sign-in was cancelled. Nothing was shared.',
  through_not_listed: 'Your account at {provider} may not sign in here. Ask your administrator to admit it.',
  through_unreachable: '{provider} did not answer as it should. Try again in a moment.',
  through_unknown_state:
    'This sign-in took too long, was finished before, or began in another browser. Start again.',
  through_email_taken:
    'Somebody here already uses your e-mail address. If that is you, sign in with your password and connect {provider} under Account › Sign-in methods.',
  through_closed:
    'Nobody here is connected with this account at {provider}, and new accounts are not opened. Ask your administrator.',
  through_disabled: 'This account is disabled. Your administrator can enable it again.',
  through_other_account:
    'You came back from {provider} as somebody else. Sign in there with the account you use here.',
  through_identity_in_use: 'This account at {provider} is connected with somebody else here.',
  through_already_linked:
    'You are already connected with another account at {provider}. Disconnect it first.',
  through_back: 'Back to sign-in',
  through_back_connections: 'Back to sign-in methods',
  connections_title: 'Sign-in methods',
  connections_lead: 'Accounts elsewhere with which you sign in to {site}.',
  connections_none: 'No other way to sign in',
  connections_none_why: 'Your administrator has set up no provider that you could connect.',
  connections_more: 'Connect another account',
  connections_more_why: 'You sign in there once, and can use it here from then on.',
  connect_with: 'Connect {provider}',
  connection_provider: 'Provider',
  connection_account: 'Account there',
  connected_since: 'Connected',
  disconnect: 'Disconnect',
  disconnect_title: 'Disconnect {provider}?',
  disconnect_consequence:
    'You can no longer sign in with {provider}. Sessions and applications that you signed in to through it lose their access at once.',
  disconnect_only_way: '{provider} is your only way in. Set a password or connect another account first.',
  vouched_title: 'Vouched for elsewhere',
  vouched_why: 'Applications get access for you by the word of these servers, without asking you.',
  vouched_end_consequence:
    'Applications can no longer get access for you by the word of {provider}. What they got so ends at once, and only an administrator can connect it again.',
  user_vouched_end_consequence:
    'Applications can no longer get access for {name} by the word of {provider}. What they got so ends at once, and only an administrator can connect it again.',
  done_connection_linked: 'The account is connected. You can sign in with it from now on.',
  done_connection_ended: 'The account is no longer connected.',
  every_connection_title: 'Linked accounts',
  every_connection_lead: 'Accounts at other providers with which people sign in here.',
  every_connection_empty_title: 'No linked accounts',
  every_connection_empty:
    'When somebody signs in through another provider, their account there appears here.',
  user_connections_title: 'Linked accounts of {name}',
  tile_connections: 'Accounts at other providers that sign them in',
  user_disconnect_title: 'Disconnect {provider} from {name}?',
  user_disconnect_consequence:
    '{name} can no longer sign in with {provider}. Sessions and applications that they signed in to through it lose their access at once.',
  user_disconnect_account:
    '{name} can no longer sign in with {provider} as {account}. Sessions and applications that they signed in to through it lose their access at once.',
  user_disconnect_only_way:
    'This is the only way in that {name} has. Reset the password as well, or nobody gets in.',
} as const;
