import { availableParallelism } from 'node:os';
import { isLoopbackUrl } from '@grantor/protocol';
import { parseCookieDomain, parsed, parseHost, parseIssuer, parseNetwork, refused } from '../values/parse.ts';
import { address, bool, choice, int, list, milliseconds, parsedBy, path, text } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** Where a browser on this machine finds a server at this address; `localhost` whenever that leads there. */
function developmentUrl(scheme: 'http' | 'https', address: string): string {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  const isOwn = ['', '0.0.0.0', '[::]'].includes(host) || isLoopbackUrl(`http://${host}`);
  const name = isOwn ? 'localhost' : host;
  return (
    URL.parse(`${scheme}://${name}:${port === '0' ? '8080' : port}`)?.origin ?? `${scheme}://localhost:8080`
  );
}

/** More than one machine can use; a mistyped number must not start a thousand. */
const mostWorkers = 64;
const workerCount = int(1, mostWorkers);

const workers: typeof workerCount = {
  ...workerCount,
  allowed: `${workerCount.allowed}, or auto: as many as there are cores`,
  parse: (given, folder) =>
    given === 'auto'
      ? parsed(Math.min(availableParallelism(), mostWorkers))
      : workerCount.parse(given, folder),
};

export const server = {
  address: variable(address, {
    name: 'SERVER_ADDR',
    default: ':8080',
    meaning: 'listening address; without a host, every interface, or loopback while BASE_URL is on loopback',
  }),
  baseUrl: variable(
    parsedBy('url', 'an absolute http or https URL without credentials, query and fragment', parseIssuer),
    {
      name: 'BASE_URL',
      default: {
        words: 'http://localhost:8080, or what SERVER_ADDR and TLS_CERT_FILE say',
        text: (of) => developmentUrl(of('TLS_CERT_FILE') === '' ? 'http' : 'https', of('SERVER_ADDR')),
      },
      meaning: 'public URL and issuer; a trailing slash is dropped, and request headers never change it',
    },
  ),
  dataDir: variable(path, {
    name: 'DATA_DIR',
    default: './data',
    meaning: 'folder of the SQLite database, the credentials file and generated secrets; kept at mode 0700',
  }),
  bootstrapFile: variable(path, {
    name: 'BOOTSTRAP_FILE',
    default: null,
    meaning: 'JSON file of clients and resources, created or updated by id at every start',
  }),
  tlsCertFile: variable(path, {
    name: 'TLS_CERT_FILE',
    default: null,
    meaning:
      'certificate in PEM with those it rests on: HTTPS on SERVER_ADDR; a new one in its place is served within a minute',
  }),
  tlsKeyFile: variable(path, {
    name: 'TLS_KEY_FILE',
    default: null,
    meaning: 'private key of the certificate, in PEM',
  }),
  mtlsPort: variable(int(1, 65_535), {
    name: 'MTLS_PORT',
    default: null,
    meaning:
      'a second port for clients that show certificates, with those of TLS_CERT_FILE; discovery names it, and browsers never meet it',
  }),
  mtlsCertHeader: variable(
    parsedBy('str', 'the name of a header, such as Client-Cert', (given) =>
      /^[A-Za-z0-9-]{1,64}$/.test(given) ? parsed(given.toLowerCase()) : refused('is no name of a header'),
    ),
    {
      name: 'MTLS_CERT_HEADER',
      default: null,
      meaning:
        'header in which TRUSTED_PROXIES pass the certificate of the client, as RFC 9440 says or in PEM, percent-encoded',
    },
  ),
  mtlsCaFile: variable(path, {
    name: 'MTLS_CA_FILE',
    default: null,
    meaning:
      'authorities in PEM, each of which may itself issue certificates for clients with tls_client_auth; read at the start',
  }),
  trustedProxies: variable(list('addresses and CIDR ranges', parseNetwork), {
    name: 'TRUSTED_PROXIES',
    default: null,
    meaning: 'peers whose forwarding headers are believed',
  }),
  forwardAuthCookieDomain: variable(
    parsedBy('str', 'a domain in lower case, such as example.com', parseCookieDomain),
    {
      name: 'FORWARD_AUTH_COOKIE_DOMAIN',
      default: null,
      meaning:
        'lets people sign in in a browser to hosts that proxies guard with /verify, all under this domain',
    },
  ),
  environment: variable(choice('development', 'production'), {
    name: 'ENVIRONMENT',
    default: 'development',
    meaning: 'production refuses what development only warns about',
  }),
  siteName: variable(
    text('1 to 64 characters, none of them control characters', /^(?=.*\S)[^\p{Cc}]{1,64}$/u),
    {
      name: 'SITE_NAME',
      default: 'Grantor',
      meaning: 'name on the pages',
    },
  ),
  siteLogo: variable(path, {
    name: 'SITE_LOGO',
    default: null,
    meaning:
      'PNG, JPEG, GIF, WebP or SVG file of at most 64 KiB, beside the name on every page; of an SVG only shapes and paint are shown',
  }),
  siteAccent: variable(text('a colour of six hexadecimal digits, such as #1d4ed8', /^#[0-9a-f]{6}$/i), {
    name: 'SITE_ACCENT',
    default: null,
    meaning:
      'colour of buttons, links and focus; the dark theme has a lighter one of the same hue. One that cannot be read everywhere is refused, with the figures',
  }),
  apiDescription: variable(bool, {
    name: 'ENABLE_SWAGGER',
    default: 'true',
    meaning: 'what the server answers is described at /openapi.json, and for people at /api/docs',
  }),
  endpointAliases: variable(bool, {
    name: 'ENDPOINT_ALIASES',
    default: 'true',
    meaning: 'endpoints also answer at their alias paths',
  }),
  workers: variable(workers, {
    name: 'WORKERS',
    default: '1',
    meaning: 'processes that share the port of this machine',
  }),
  shutdownTimeoutMilliseconds: variable(milliseconds({ from: '0s', to: '1h' }), {
    name: 'SERVER_SHUTDOWN_TIMEOUT',
    default: '15s',
    meaning: 'longest wait for accepted requests when stopping',
  }),
  shutdownDrainMilliseconds: variable(milliseconds({ from: '0s', to: '10m' }), {
    name: 'SHUTDOWN_DRAIN_DELAY',
    default: '0s',
    meaning: 'time between answering unready and closing the port, for load balancers to notice',
  }),
};

export const outbound = {
  allowedHosts: variable(list('host or host:port, lower case', parseHost), {
    name: 'OUTBOUND_ALLOWED_HOSTS',
    default: null,
    meaning:
      'hosts this server calls although they are inside, and over http too: for client documents, keys, logos and logout notices',
  }),
  allowPrivate: variable(bool, {
    name: 'OUTBOUND_ALLOW_PRIVATE',
    default: 'false',
    meaning: 'any private address may be fetched from; for test beds, refused in production',
  }),
};

export const logging = {
  level: variable(choice('trace', 'debug', 'info', 'warn', 'error', 'fatal'), {
    name: 'LOG_LEVEL',
    default: 'info',
    meaning: 'least severe lines that are written',
  }),
};
