/** Drawings of SVG with nothing in them but shapes and paint: an SVG is a program otherwise (product.md G-2). */

const shapes = 'svg g defs symbol use path rect circle ellipse line polyline polygon text tspan';
const paints = 'linearGradient radialGradient stop clipPath mask pattern style title desc';
const elements: ReadonlySet<string> = new Set(`${shapes} ${paints}`.split(' '));

/** Elements that put something on the page. */
const drawable: ReadonlySet<string> = new Set(
  'path rect circle ellipse line polyline polygon text use'.split(' '),
);

const geometry =
  'x y x1 x2 y1 y2 cx cy r rx ry fx fy width height d points viewBox preserveAspectRatio dx dy';
const frames =
  'gradientUnits gradientTransform spreadMethod patternUnits patternTransform patternContentUnits';
const masks =
  'clipPathUnits maskUnits maskContentUnits offset pathLength version xmlns xmlns:xlink xml:space';
const look =
  'id class style transform fill fill-opacity fill-rule clip-rule clip-path mask opacity color display';
const strokes = 'stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit';
const dashes =
  'stroke-dasharray stroke-dashoffset stop-color stop-opacity visibility paint-order vector-effect';
const fonts = 'font-family font-size font-weight font-style text-anchor letter-spacing dominant-baseline';
const attributes: ReadonlySet<string> = new Set(
  [geometry, frames, masks, look, strokes, dashes, fonts].flatMap((names) => names.split(' ')),
);

/** Where a name leads within the drawing. */
const reference = /^#[\w.-]+$/;
const entity = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** Whether a value asks for something from elsewhere, in whatever spelling. */
function reachesOut(value: string): boolean {
  if (entity.test(value) || value.includes('\\') || /@import|expression|javascript:/i.test(value))
    return true;
  return value.split(/url\s*\(/i).some((part, at) => at > 0 && !/^\s*["']?#[\w.-]+["']?\s*\)/.test(part));
}

type Attribute = readonly [name: string, value: string];

function isKept([name, value]: Attribute): boolean {
  if (name === 'href' || name === 'xlink:href') return reference.test(value);
  if (name === 'xmlns') return value === 'http://www.w3.org/2000/svg';
  return attributes.has(name) && !reachesOut(value);
}

const attribute = /\s+([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gy;
const aside = /<!--(?:[^-]|-(?!->))*-->|<\?(?:[^?]|\?(?!>))*\?>|<!DOCTYPE[^>[]*>/y;
const cdata = /<!\[CDATA\[((?:[^\]]|\](?!\]>))*)\]\]>/y;
const tag = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const words = /[^<]+/y;

type Piece =
  | {
      readonly kind: 'open' | 'empty' | 'close';
      readonly name: string;
      readonly attributes: readonly Attribute[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** What the file is made of, in order; null: it is not well-formed, or makes entities of its own. */
function piecesOf(source: string): readonly Piece[] | null {
  const pieces: Piece[] = [];
  for (let at = 0; at < source.length; ) {
    const read = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at;
      return pattern.exec(source);
    };
    const found = read(aside) ?? read(words) ?? read(cdata) ?? read(tag);
    if (found === null) return null;
    pieces.push(pieceOf(found));
    at += found[0].length;
  }
  return pieces;
}

/** An aside is no part of the drawing. */
function pieceOf([whole, first = '', name, rest = '', empty]: RegExpExecArray): Piece {
  if (!whole.startsWith('<')) return { kind: 'text', text: whole };
  if (whole.startsWith('<![CDATA['))
    return { kind: 'text', text: first.replaceAll('&', '&amp;').replaceAll('<', '&lt;') };
  if (name === undefined) return { kind: 'text', text: '' };
  const kind = first === '/' ? 'close' : empty === '/' ? 'empty' : 'open';
  const read = [...rest.matchAll(attribute)].map(
    ([, key = '', double, single]): Attribute => [key, double ?? single ?? ''],
  );
  return { kind, name, attributes: read };
}

const written = ({ name, attributes: given }: { name: string; attributes: readonly Attribute[] }): string =>
  [name, ...given.filter(isKept).map(([key, value]) => `${key}="${value.replaceAll('"', '&quot;')}"`)].join(
    ' ',
  );

type Drawing = {
  out: string;
  isSeen: boolean;
  /** How deep what is left out began; null: nothing is being left out. */
  hiddenFrom: number | null;
  readonly open: string[];
};

/**
 * The drawing alone: everything that runs, fetches, animates or embeds is left out. null: it is no well-formed SVG, or
 * there is nothing left to see.
 */
export function drawingOf(source: string): string | null {
  const pieces = piecesOf(source.replace(/^\uFEFF/, ''));
  const drawing: Drawing = { out: '', isSeen: false, hiddenFrom: null, open: [] };
  const isWhole = pieces?.every((piece) => add(drawing, piece)) ?? false;
  return isWhole && drawing.open.length === 0 && drawing.isSeen ? drawing.out : null;
}

/** false: this does not belong here. */
function add(drawing: Drawing, piece: Piece): boolean {
  if (piece.kind === 'close') return close(drawing, piece.name);
  if (piece.kind === 'text') return write(drawing, textOf(piece.text, drawing.open.at(-1)));
  const { open } = drawing;
  if (open.length === 0 && (piece.name !== 'svg' || drawing.out !== '')) return false;
  if (elements.has(piece.name)) {
    drawing.isSeen ||= drawing.hiddenFrom === null && drawable.has(piece.name);
    write(drawing, `<${written(piece)}${piece.kind === 'empty' ? '/' : ''}>`);
  } else if (piece.kind === 'open') drawing.hiddenFrom ??= open.length;
  if (piece.kind === 'open') open.push(piece.name);
  return true;
}

function close(drawing: Drawing, name: string): boolean {
  if (drawing.open.pop() !== name) return false;
  write(drawing, `</${name}>`);
  if (drawing.open.length === drawing.hiddenFrom) drawing.hiddenFrom = null;
  return true;
}

function write(drawing: Drawing, text: string): true {
  if (drawing.hiddenFrom === null) drawing.out += text;
  return true;
}

/** Words where words are shown, rules where they reach nothing outside. */
function textOf(text: string, within: string | undefined): string {
  if (within === undefined) return '';
  if (within === 'style') return reachesOut(text) ? '' : text;
  return entity.test(text) ? '' : text;
}
