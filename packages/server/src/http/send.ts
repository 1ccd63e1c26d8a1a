import type { Reply } from '@grantor/protocol';

const apiPolicy = "default-src 'none'; frame-ancestors 'none'"; // security.md §4

/** A protocol reply as an HTTP response. */
export const sendReply = (reply: Reply, extra: Readonly<Record<string, string>> = {}): Response =>
  new Response(reply.body, {
    status: reply.status,
    headers: { 'content-security-policy': apiPolicy, ...reply.headers, ...extra },
  });

/** 303 whatever the method was, so that a form is never posted onwards (RFC 9700 §4.12). */
export const seeOther = (location: string, cookies: readonly string[] = []): Response => {
  const headers = new Headers({ location, 'cache-control': 'no-store', pragma: 'no-cache' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
};

/** The same response with cookies added. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
