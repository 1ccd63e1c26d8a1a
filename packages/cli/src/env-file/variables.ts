/** What an env file holds of a sign-in or a registration, under a prefix that can be chosen (cli.md §4). */

export type EnvValues = {
  readonly serverUrl?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  /** As ISO 8601 in the file. */
  readonly expiresAt?: number | undefined;
  readonly registrationToken?: string | undefined;
  readonly registrationUri?: string | undefined;
};

const names: Readonly<Record<keyof EnvValues, string>> = {
  serverUrl: 'SERVER_URL',
  clientId: 'CLIENT_ID',
  clientSecret: 'CLIENT_SECRET',
  accessToken: 'ACCESS_TOKEN',
  refreshToken: 'REFRESH_TOKEN',
  expiresAt: 'TOKEN_EXPIRES_AT',
  registrationToken: 'REGISTRATION_TOKEN',
  registrationUri: 'REGISTRATION_URI',
};

export const defaultPrefix = 'GRANTOR_';

/** The variables of these values; a value given as undefined stands for one that is no more. */
export function toVariables(values: EnvValues, prefix: string): Readonly<Record<string, string | undefined>> {
  const { expiresAt, ...texts } = values;
  const pairs = Object.entries(texts).map(
    ([key, value]) => [prefix + names[key as keyof EnvValues], value] as const,
  );
  if ('expiresAt' in values) {
    const time = expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toISOString();
    pairs.push([prefix + names.expiresAt, time]);
  }
  return Object.fromEntries(pairs);
}

export function fromVariables(variables: NodeJS.Dict<string>, prefix: string): EnvValues {
  const read = (key: keyof EnvValues): string | undefined => variables[prefix + names[key]] || undefined;
  const expiry = Date.parse(read('expiresAt') ?? '');
  return {
    serverUrl: read('serverUrl'),
    clientId: read('clientId'),
    clientSecret: read('clientSecret'),
    accessToken: read('accessToken'),
    refreshToken: read('refreshToken'),
    expiresAt: Number.isNaN(expiry) ? undefined : Math.floor(expiry / 1000),
    registrationToken: read('registrationToken'),
    registrationUri: read('registrationUri'),
  };
}
