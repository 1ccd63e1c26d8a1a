/**
 * The requests with which the three proxies ask, header for header, for a client's request that waits: from
 * their documentation, and from what nginx 1.22 and Caddy 2.6 were seen to send.
 */

export type ClientRequest = {
  readonly method?: string;
  /** Absolute. */
  readonly url: string;
  /** What the client sent; proxies hand it on with the question. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type SubRequest = { readonly method: string; readonly headers: Readonly<Record<string, string>> };

const client = '198.51.100.7';
const withoutBody = ({ headers = {} }: ClientRequest) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:content-length|transfer-encoding)$/i.test(name)),
  );

/** Caddy 2, directive forward_auth. */
export function caddy(request: ClientRequest): SubRequest {
  const { method = 'GET', url } = request;
  const { protocol, host, pathname, search } = new URL(url);
  return {
    method: 'GET',
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip',
      ...withoutBody(request),
      'x-forwarded-for': client,
      'x-forwarded-host': host,
      'x-forwarded-method': method,
      'x-forwarded-proto': protocol.slice(0, -1),
      'x-forwarded-uri': pathname + search,
    },
  };
}

/** Traefik 3, middleware forwardAuth with trustForwardHeader off: the same, and more that is not read. */
export function traefik(request: ClientRequest): SubRequest {
  const { method, headers } = caddy(request);
  const more = {
    'x-forwarded-port': headers['x-forwarded-proto'] === 'https' ? '443' : '80',
    'x-forwarded-server': 'traefik',
    'x-real-ip': client,
  };
  return { method, headers: { ...headers, ...more } };
}

/** nginx, directive auth_request, as examples/nginx sets it up; a header set to nothing is not sent. */
export function nginx(request: ClientRequest): SubRequest {
  const { method = 'GET', url } = request;
  const cleared = /^x-forwarded-(?:proto|host|uri|method)$/i;
  const passed = Object.entries(withoutBody(request)).filter(([name]) => !cleared.test(name));
  return {
    method: 'GET',
    headers: {
      accept: '*/*',
      ...Object.fromEntries(passed),
      'x-original-method': method,
      'x-original-url': url,
      'x-forwarded-for': client,
    },
  };
}

export const proxies = { traefik, caddy, nginx } as const;
