/** A client that registers itself, over the network. */

export type Told = Readonly<Record<string, unknown>> & {
  readonly client_id: string;
  readonly registration_access_token: string;
};

export const redirectUri = 'https://list.example/cb';

export const metadata = (change: Readonly<Record<string, unknown>> = {}) => ({
  client_name: 'Reading List',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'none',
  ...change,
});

const send = (
  url: string,
  method: string,
  { token, body }: { token?: string; body?: unknown },
): Promise<Response> =>
  fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

export async function register(
  origin: string,
  change: Readonly<Record<string, unknown>> = {},
): Promise<Told> {
  const response = await send(`${origin}/oauth/register`, 'POST', { body: metadata(change) });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as Told;
}

/** RFC 7592 §2, at this address of the server. */
export function manage(
  origin: string,
  { client_id, registration_access_token: token }: Told,
  { method = 'GET', body }: { method?: string; body?: unknown } = {},
): Promise<Response> {
  return send(
    `${origin}/oauth/register/${client_id}`,
    method,
    body === undefined ? { token } : { token, body },
  );
}

export async function replace(
  origin: string,
  told: Told,
  change: Readonly<Record<string, unknown>> = {},
): Promise<Told> {
  const body = { client_id: told.client_id, ...metadata(change) };
  const response = await manage(origin, told, { method: 'PUT', body });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Told;
}

/** The status of a refresh with a token nobody issued: 400 while the client lives, 401 from then on. */
export async function standing(origin: string, { client_id }: Told): Promise<number> {
  const fields = { grant_type: 'refresh_token', refresh_token: 'grt_none', client_id };
  const body = new URLSearchParams(fields);
  return (await fetch(`${origin}/oauth/token`, { method: 'POST', body })).status;
}
