/** What messages say that tell of something done, carry a code, or belong to signing up. */
export const en = {
  mail_factor_added_subject: 'A second factor was added at {site}',
  mail_factor_added_lead: 'The account {name} has a new second factor: {what}.',
  mail_factor_removed_subject: 'A second factor was removed at {site}',
  mail_factor_removed_lead: 'The account {name} lost a second factor: {what}.',
  mail_factor_totp: 'an authenticator app',
  mail_factor_passkey: 'a passkey or security key',
  mail_recovery_codes_made_subject: 'New recovery codes were made at {site}',
  mail_recovery_codes_made_lead: 'The account {name} has new recovery codes. Earlier ones no longer work.',
  mail_factors_reset_subject: 'Your second factors at {site} were removed',
  mail_factors_reset_lead:
    'An administrator removed every second factor of the account {name}. You are signed out everywhere.',
  mail_connection_added_subject: 'Another way to sign in to {site}',
  mail_connection_added_lead: 'The account {name} can now be signed in to through {provider}.',
  mail_connection_removed_subject: 'A way to sign in to {site} was removed',
  mail_connection_removed_lead: 'The account {name} can no longer be signed in to through {provider}.',
  mail_refresh_reused_subject: '{client} was signed out of {site} for safety',
  mail_refresh_reused_lead:
    'A key by which {client} uses the account {name} was shown a second time, as a copy of it would be. The application lost its access and asks you to sign in again.',
  mail_code_replayed_subject: 'A sign-in to {client} at {site} was undone',
  mail_code_replayed_lead:
    'The code of a sign-in of the account {name} to {client} was shown a second time, as somebody who intercepted it would. The application lost what it got and asks you to sign in again.',
  mail_misuse_not_you:
    'This can also be a fault of the application. If it comes again, ask whoever makes it, and look at what may use your account.',
  mail_account_locked_subject: 'Too many wrong passwords at {site}',
  mail_account_locked_lead:
    'Somebody tried wrong passwords or codes for the account {name}, so sign-in is paused for browsers that the account does not know.',
  mail_account_locked_not_you:
    'If it was you, wait 15 minutes. If it was not, nobody got in: a long password and a second factor keep it so.',
  mail_app_approved_subject: '{client} was approved at {site}',
  mail_app_approved_lead:
    'An administrator approved your application {client}. People can now sign in with it.',
  mail_app_declined_subject: '{client} was declined at {site}',
  mail_app_declined_lead: 'An administrator declined your application {client}. Nobody can sign in with it.',
  mail_change_accepted_subject: 'Your change of {client} at {site} was accepted',
  mail_change_accepted_lead: 'An administrator accepted what you changed of {client}. It is in force now.',
  mail_change_declined_subject: 'Your change of {client} at {site} was declined',
  mail_change_declined_lead: 'An administrator declined what you changed of {client}. It goes on as it was.',
  mail_app_not_you: 'If it is not your application, tell your administrator.',
  mail_digest_subject: '{site} needs an administrator',
  mail_digest_lead: 'This needs somebody who administers {site}:',
  mail_digest_not_you:
    'It is sent once a day at most while this is so. You can switch it off in your profile.',
  mail_digest_provider:
    '{provider} is enabled as a way to sign in, but its list of who may do so is empty: nobody gets in.',
  mail_digest_keys: 'The rotation of signing keys is overdue.',
  mail_digest_audit: 'Audit events were lost because they could not be written.',
  mail_digest_cleanup: 'The deletion of expired data has been failing for a day.',
  mail_sign_in_code_subject: 'Your code to sign in to {site}',
  mail_sign_in_code_lead:
    'Somebody asked for a code to sign in to the account {name}. Enter it in the browser that asked for it.',
  mail_sign_in_code_not_you:
    'If it was not you, ignore this message and give the code to nobody. Whoever asks for it is not one of us.',
  mail_code: 'Code: {code}',
  mail_code_until: 'The code works once, until {until}.',
  mail_code_elsewhere:
    'If the link opens on another device, enter this code on your profile page instead: {code}',
  mail_sign_up_subject: 'Confirm your address for {site}',
  mail_sign_up_lead:
    'Somebody asked for an account at {site} with this address. It is made once you confirm.',
  mail_sign_up_action: 'Confirm and make the account',
  mail_sign_up_not_you: 'If it was not you, ignore this message: no account is made then.',
  mail_sign_up_known_subject: 'You already have an account at {site}',
  mail_sign_up_known_lead:
    'Somebody asked for an account at {site} with this address. The account {name} has it already, so nothing was made.',
  mail_sign_up_known_action: 'Sign in',
  mail_sign_up_known_not_you:
    'If you forgot your password, set a new one on the sign-in page. If it was not you, ignore this message.',
  mail_sign_up_approved_subject: 'Your account at {site} is ready',
  mail_sign_up_approved_lead:
    'An administrator approved your account. Your user name is {name}; the password is the one you chose.',
  mail_sign_up_declined_subject: 'No account at {site} was made',
  mail_sign_up_declined_lead:
    'An administrator declined the account that was asked for in the name of {name}. What you entered was deleted.',
  mail_why_address:
    'This message was sent automatically to {address} because somebody entered this address at {site}.',
  mail_see_factors: 'See your second factors',
  mail_see_connections: 'See your connections',
  mail_see_authorizations: 'See what may use your account',
  mail_see_activity: 'See what happened with your account',
  mail_see_app: 'See the application',
  mail_see_administration: 'Open the administration',
  mail_not_expected: 'If you did not expect this, ask your administrator.',
  mail_security_not_you:
    'If it was you, there is nothing to do. If it was not you, change your password at once and remove what you do not know.',
} as const;
