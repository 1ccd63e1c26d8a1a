/** Words that any page may need. */
export const en = {
  page_title: '{page} · {site}',
  skip: 'Skip to content',
  continue: 'Continue',
  copy: 'Copy',
  copied: 'Copied',
  throttled: 'Too many attempts. Try again in {wait}.',
  about_client: 'About {client}',
  client_site: 'Website',
  client_policy: 'Privacy policy',
  client_terms: 'Terms of service',
  unverified: 'Unverified name',
  this_device: 'An application on this device',
  another_device: 'An application on another device',
  form_post_title: 'One moment',
  form_post_lead: 'You are on your way back to {host}.',
} as const;
