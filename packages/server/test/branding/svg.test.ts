/** What is left of a drawing (product.md G-2). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawingOf } from '../../src/branding/svg.ts';

const svg = (inside: string, more = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${more}>${inside}</svg>`;
const dot = '<circle cx="4" cy="4" r="3" fill="#123456"/>';

describe('a drawing — product.md G-2', () => {
  it('keeps shapes, gradients, references within it and its own rules', () => {
    const whole = svg(
      `<title>Leaf</title><defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs>` +
        `<style>.b{fill:url(#a)}</style><g transform="scale(2)"><path class="b" d="M0 0h4v4z"/></g><use href="#a"/>`,
    );
    assert.equal(drawingOf(whole), whole);
  });

  it('loses what an editor left in it: prologue, doctype, comments, its own elements', () => {
    const drawn =
      '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x.example/svg11.dtd">\n' +
      svg(
        `<!-- <script>1</script> --><sodipodi:namedview id="n"><inkscape:grid/></sodipodi:namedview><metadata><rdf>x</rdf></metadata>${dot}`,
        ' inkscape:version="1" data-name="Layer"',
      );
    assert.equal(drawingOf(drawn), svg(dot));
  });

  it('loses everything that runs, moves or embeds, with what is in it', () => {
    for (const other of [
      '<script>alert(1)</script>',
      '<script href="#a"/>',
      '<a href="https://x.example/"><text>x</text></a>',
      '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">x</div></foreignObject>',
      '<image href="https://x.example/a.png"/>',
      '<g><animate attributeName="href" to="javascript:1"/></g>',
      '<set attributeName="onload" to="1"/>',
      '<iframe/>',
    ])
      assert.doesNotMatch(
        drawingOf(svg(other + dot)) ?? assert.fail(other),
        /script|href|x\.example|anim|set|frame|div/,
      );
  });

  it('loses attributes that run or reach outside, in whatever spelling', () => {
    for (const attribute of [
      'onload="alert(1)"',
      'ONLOAD="alert(1)"',
      'href="https://x.example/#a"',
      'xlink:href="data:image/svg+xml,x"',
      'fill="url(https://x.example/#a)"',
      'fill="UrL ( https://x.example )"',
      'fill="u&#114;l(https://x.example)"',
      'style="fill:u\\72 l(https://x.example)"',
      'style="background:url(#a), url(//x.example)"',
      'mask=\'url("//x.example/m")\'',
      'style="behavior:expression(1)"',
      'xmlns="http://www.w3.org/1999/xhtml"',
    ]) {
      const left = drawingOf(svg(`<rect width="1" ${attribute}/>`)) ?? assert.fail(attribute);
      assert.equal(left, svg('<rect width="1"/>'), attribute);
    }
    for (const rule of [
      '@import "//x.example/a.css";',
      '.a{fill:url(//x.example)}',
      '<![CDATA[@import "a"]]>',
    ])
      assert.equal(drawingOf(svg(`<style>${rule}</style>${dot}`)), svg(`<style></style>${dot}`), rule);
  });

  it('is none where the file is something else, broken, empty or with entities of its own', () => {
    for (const other of [
      '',
      'no drawing',
      '<html><svg/></html>',
      svg(''),
      svg('<script>1</script>'),
      svg('<g>'),
      svg('</g>'),
      `${svg(dot)}${svg(dot)}`,
      svg('<rect width=1/>'),
      svg('<rect width="1" < />'),
      `<!DOCTYPE svg [<!ENTITY a "<script>1</script>">]>${svg(`&a;${dot}`)}`,
      svg(`<!-- ${dot}`),
      svg(`<![CDATA[ ${dot}`),
    ])
      assert.equal(drawingOf(other), null, other);
  });

  it('writes no mark-up that was text', () => {
    const drawn = drawingOf(svg(`<text><![CDATA[<script>1</script>]]></text><text>&x;</text>`)) ?? '';
    assert.equal(drawn, svg('<text>&lt;script>1&lt;/script></text><text></text>'));
  });
});
