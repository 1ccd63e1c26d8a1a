/** The parts of a request's URL as they came, nothing decoded or resolved (RFC 9112 §3.2). */
export type RequestTarget = {
  /** Scheme and host of an absolute URL, or null. */
  readonly origin: string | null;
  readonly path: string;
  /** Without its `?`. */
  readonly query: string;
};

const parts = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/;

export function parseTarget(url: string): RequestTarget {
  const [, origin = null, path = '', query = ''] = parts.exec(url) ?? [];
  return { origin, path: path === '' ? '/' : path, query };
}

/**
 * Whether the path is one of `listed`, exactly, and means what it says: a path that another reader could
 * take for a different one (`/health/../mcp`, `//`, `%2e`, `\`) is none of them (resource.md §6).
 */
export function isListedPath(path: string, listed: readonly string[]): boolean {
  return listed.includes(path) && URL.parse(path, 'http://localhost')?.pathname === path;
}

/** The paths above this one and itself, each once: `/a/b` has ``, `/a`, `/a/b`. Deeper than 20 levels: none more. */
export function prefixesOf(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  const few = names.slice(0, 20);
  return ['', ...few.map((_, index) => `/${few.slice(0, index + 1).join('/')}`)];
}
