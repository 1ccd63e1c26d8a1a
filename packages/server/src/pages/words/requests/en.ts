/** Requests of applications to people whom they name. */
export const en = {
  requests_title: 'Requests to you',
  requests_lead:
    'Applications that ask you for something now. Only allow what you have just started yourself.',
  requests_empty_title: 'Nothing waits for you',
  requests_empty: 'When an application asks you for something, it appears here for a few minutes.',
  requests_open: 'Look and decide',
  requests_asked: 'Asked',
  requests_ends: 'Ends',
  requests_message: 'The application must show you this text',
  requests_no_message: 'The application sent no text to compare.',
  request_title: 'Allow what {client} asks for?',
  request_warning:
    'Only allow it if you started this yourself just now. Nobody who calls or writes to you may ask you to.',
  request_factor: 'This needs one more proof that it is you. If you allow it, you are asked for that first.',
  done_request_approved: 'Allowed. The application goes on by itself.',
  done_request_denied: 'Denied. The application gets nothing.',
  requests_waiting: {
    one: '{count} application asks you for something now.',
    other: '{count} applications ask you for something now.',
  },
} as const;
