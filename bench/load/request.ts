/** Builds the bytes of requests. Every request looks like the same browser, so that a session stays bound to it. */

export type Headers = Readonly<Record<string, string>>;

const agent = 'user-agent: grantor-bench\r\naccept: */*\r\naccept-language: en\r\n';

function lines(headers: Headers): string {
  let text = '';
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
  return text;
}

export const get = (url: URL, headers: Headers = {}): string =>
  `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${agent}${lines(headers)}\r\n`;

export function post(url: URL, form: Headers, headers: Headers = {}): string {
  const body = new URLSearchParams(form).toString();
  return postBody(url, body, headers);
}

/** For a form that was encoded before. */
export const postBody = (url: URL, body: string, headers: Headers = {}): string =>
  postAs('application/x-www-form-urlencoded', { url, body, headers });

export const postJson = (url: URL, value: object): string =>
  postAs('application/json', { url, body: JSON.stringify(value), headers: {} });

type Posted = { readonly url: URL; readonly body: string; readonly headers: Headers };

const postAs = (type: string, { url, body, headers }: Posted): string =>
  `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${agent}${lines(headers)}` +
  `content-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
