/** The credential issuer, loaded by who has one: where there is none it costs nothing. */

export const loadCredentials = (): Promise<typeof import('./served-credentials.ts')> =>
  import('./served-credentials.ts');
