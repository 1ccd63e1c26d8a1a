/** The parts of a request's URL as they came, nothing decoded or resolved (RFC 9112 §3.2). */
export type RequestTarget = {
  /** Scheme and authority of an absolute URL, or null. */
  readonly origin: string | null;
  /** A fragment is part of it, since not every program ends the path there: no request should have one. */
  readonly path: string;
  /** Without its `?`. */
  readonly query: string;
};

const parts = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*)?([^?]*)(?:\?(.*))?$/s;

export function parseTarget(url: string): RequestTarget {
  const [, origin = null, path = '', query = ''] = parts.exec(url) ?? [];
  return { origin, path: path === '' ? '/' : path, query };
}

/**
 * Whether the request is for one of the paths in `listed`, none of which is ambiguous: in that very spelling, and
 * where it comes as an absolute URL, of a host that everybody reads alike (resource.md §6).
 */
export function isForListedPath(url: string, listed: readonly string[]): boolean {
  const { origin, path } = parseTarget(url);
  return listed.includes(path) && (origin === null || URL.parse(origin)?.origin === origin);
}

/** The paths above this one and itself, each once: `/a/b` has ``, `/a`, `/a/b`. Deeper than 20 levels: none more. */
export function prefixesOf(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  const few = names.slice(0, 20);
  return ['', ...few.map((_, index) => `/${few.slice(0, index + 1).join('/')}`)];
}
