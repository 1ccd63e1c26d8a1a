/** Owns how a QR code is drawn: one path of squares, dark on light whatever the theme (ISO/IEC 18004). */
import { encode } from 'uqr';
import { type Html, html } from '../markup/html.ts';

/** Modules of quiet around the code. */
const quiet = 4;

/** A code of more modules is drawn larger, or cameras could not tell them apart. */
const mostInSmall = 49;

export function qrCode(content: string, label: string): Html {
  const { data, size } = encode(content, { border: 0, ecc: 'M' });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])),
  );
  const side = size + 2 * quiet;
  return html`<svg class="qr${side > mostInSmall && ' large'}" viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path d="${squares.join('')}"/></svg>`;
}
