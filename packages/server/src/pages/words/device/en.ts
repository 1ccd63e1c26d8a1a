/** Connecting a device. */
export const en = {
  device_title: 'Connect a device',
  device_lead: 'Enter the code that your device shows.',
  device_code: 'Code',
  device_code_hint: 'Capital or small letters, with or without the dash.',
  device_invalid: 'This code is not valid any more. Check it, or start again on your device.',
  device_confirm_title: 'Connect {client} on your device?',
  device_confirm_code: 'Your device must show this code',
  device_warning: 'Only continue if you started this on your own device.',
  device_approved_title: 'Your device is connected',
  device_approved: 'You can close this page and return to your device.',
  device_denied_title: 'Nothing was shared',
  device_denied: 'The device gets no access. You can close this page.',
  device_decided_title: 'Already answered',
  device_decided:
    'This request was answered before, perhaps in another window, or waited too long. Nothing has changed now.',
} as const;
