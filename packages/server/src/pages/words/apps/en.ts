/** Apps of people: their list, one app, and changes that wait. */
export const en = {
  own_apps: 'My apps',
  apps_lead: 'Applications that you made and that sign people in here.',
  apps_empty_title: 'No app yet',
  apps_empty:
    'Register an application of yours. An administrator looks at it before people can sign in with it.',
  apps_limit: 'Ten of your apps wait for approval. Delete one, or wait until somebody has decided.',
  app: 'App',
  app_new: 'New app',
  app_create: 'Submit for approval',
  app_submit_change: 'Submit the change',
  app_pending_notice: 'An administrator has to approve it before people can sign in.',
  app_inactive_notice:
    'This app is inactive: nobody can sign in with it. Only an administrator can activate it.',
  app_change_title: 'Your change waits for approval',
  app_change_lead: 'Until then the app goes on as it was approved. Submitted:',
  app_change_notice:
    'This app is approved: a change takes effect once an administrator accepts it. Description and contacts change at once.',
  app_deactivate_consequence:
    'Nobody can sign in with it, and its tokens stop working at once. Only an administrator can activate it again.',
  done_change_submitted: 'The change was submitted for approval.',
} as const;
