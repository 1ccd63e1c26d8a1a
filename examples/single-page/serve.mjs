/** Serves the three files of the application, and tells it who its authorization server is. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const issuer = process.env.ISSUER ?? 'http://localhost:8080';
const port = Number(process.env.PORT ?? 3000);

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/openid.js': ['openid.js', 'text/javascript; charset=utf-8'],
};

const headers = {
  // Nothing but this application and its authorization server
  'content-security-policy': `default-src 'none'; script-src 'self'; connect-src 'self' ${new URL(issuer).origin}; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer', // the code stands in the address for a moment
  'cache-control': 'no-store',
};

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/settings.json') {
    response.writeHead(200, { ...headers, 'content-type': 'application/json' });
    response.end(JSON.stringify({ issuer, clientId: 'single-page' }));
    return;
  }
  const [file, type] = files[pathname] ?? [];
  if (file === undefined) {
    response.writeHead(404, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type });
  response.end(await readFile(new URL(file, import.meta.url)));
}).listen(port, 'localhost', () => console.log(`http://localhost:${port}/`));
