/** What went wrong, and what to do about it. */
export const en = {
  error_status: 'Error {status}',
  error_code: 'Code',
  error_detail: 'Detail',
  request_id: 'Request ID',
  bad_request_title: 'This request cannot be completed',
  bad_request: 'The application sent something that cannot be accepted. Go back to it and try again.',
  redirect_uri_refused_title: 'This app’s return address is not registered',
  redirect_uri_refused:
    'The application wants its answer at an address that was not agreed with this server, so you were not sent there.',
  redirect_uri_developer:
    'If you make the application: register the redirect URI below for this client, or send one that is registered. They must be equal character by character, with scheme, port, path and final slash. The log of this server says in what they differ.',
  asked_client_id: 'Client ID',
  asked_redirect_uri: 'Redirect URI sent',
  unknown_client_title: 'This app is not connected',
  unknown_client:
    'This server does not know the application, or has forgotten it because it was not used for a long time. In the application, remove the connection to this server and add it again.',
  document_refused_title: 'This application could not be verified',
  document_blocked:
    'The application describes itself at {host}, and this server does not accept descriptions from there. Ask your administrator.',
  document_unreachable:
    'The application describes itself at {host}, which did not answer as it should. Try again in a minute.',
  document_forbidden:
    'The application describes itself at {host}, an address this server does not ask. Ask your administrator.',
  document_gone:
    'The application described itself at {host}, but the description is no longer there. Ask whoever makes the application.',
  document_broken:
    'The application describes itself at {host}, but the description breaks a rule. Ask whoever makes the application.',
  flow_expired_title: 'Start again from the application',
  flow_expired: 'This sign-in has expired, is already finished, or began in another browser.',
  forbidden_title: 'This page is not for your account',
  forbidden: 'You are signed in, but your account may not open it.',
  sign_in_unavailable_title: 'Sign-in is not set up here',
  sign_in_unavailable:
    'This address takes requests from programs that hold an access token. Ask your administrator to let people sign in to it.',
  form_expired_title: 'This form is out of date',
  form_expired: 'It was not sent from your current session, so nothing was changed. Open the page again.',
  opened_elsewhere_title: 'This page has another address',
  opened_elsewhere:
    'Its address is {host}. What you entered under another name cannot be accepted; nothing was changed.',
  cookies_blocked_title: 'Your browser keeps no cookies here',
  cookies_blocked:
    'Signing in needs a cookie of this site. Allow cookies for it, then try again; nothing was changed.',
  not_found_title: 'Page not found',
  not_found: 'There is nothing at this address.',
  method_not_allowed_title: 'This address opens another way',
  method_not_allowed: 'It expects a different kind of request. Nothing was changed.',
  too_many_requests_title: 'A little too fast',
  too_many_requests: 'There were too many requests. Try again in {wait}.',
  unavailable_title: 'Back in a moment',
  unavailable: 'The service is not available right now. This page reloads by itself.',
  fault_title: 'Something went wrong here',
  fault: 'Try again. If it stays like this, give the request ID to your administrator.',
  client_refused_title: 'This application’s request was not accepted',
  client_refused: 'You have never allowed this application, so you were not sent to {host} without asking.',
  client_refused_device:
    'You have never allowed this application, so you were not sent back to it without asking.',
  return_to_application: 'Return to the application',
  return_with_error: 'Return to {host}',
  go_to_start: 'Go to the start page',
  try_again: 'Try again',
} as const;
