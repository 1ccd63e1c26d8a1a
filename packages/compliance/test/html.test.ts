import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeEntities, readForms, submitsItself } from '../src/wire/html.ts';

describe('html', () => {
  it('reads action, method, fields and buttons of a form', () => {
    const [form] = readForms(`<form id="f" method="POST" action="/a?x=1&amp;y=2">
      <input type="hidden" name="csrf_token" value="t&quot;1">
      <input name='username' value='al&#105;ce'>
      <button type="submit" name="action" value="approve"><b>Allow</b></button></form>`);
    assert.deepEqual(form, {
      id: 'f',
      action: '/a?x=1&y=2',
      method: 'post',
      fields: [
        { name: 'csrf_token', type: 'hidden', value: 't"1' },
        { name: 'username', type: 'text', value: 'alice' },
      ],
      buttons: [{ name: 'action', value: 'approve', label: 'Allow' }],
    });
  });

  it('gives a control to the form its form attribute names, wherever it stands', () => {
    const forms = readForms(
      '<button form="b" name="go" value="1">Go</button><form id="a"></form><form id="b"></form>',
    );
    assert.deepEqual(
      forms.map((form) => form.buttons.length),
      [0, 1],
    );
  });

  it('leaves out what a browser does not submit', () => {
    const [form] =
      readForms(`<form><input name="off" type="checkbox"><input name="on" type="checkbox" checked>
      <input name="gone" disabled><input value="nameless"><button type="button" name="x">x</button></form>`);
    assert.deepEqual(form?.fields, [{ name: 'on', type: 'checkbox', value: 'on' }]);
    assert.deepEqual(form?.buttons, []);
  });

  it('sees no form inside scripts, styles and comments', () => {
    const html = '<script>"<form>"</script><style>a{content:"<form>"}</style><!-- <form> -->';
    assert.deepEqual(readForms(html), []);
  });

  it('reads attribute values that contain angle brackets', () => {
    const [form] = readForms('<form action="/a>b"><input name="q" value="x<y>z"></form>');
    assert.equal(form?.action, '/a>b');
    assert.equal(form?.fields[0]?.value, 'x<y>z');
  });

  it('reads the text of a textarea as its value', () => {
    const [form] = readForms('<form><textarea name="note">one &amp; two</textarea></form>');
    assert.deepEqual(form?.fields, [{ name: 'note', type: 'textarea', value: 'one & two' }]);
  });

  it('gives back every value that was escaped into an attribute', () => {
    const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const [form] = readForms(`<form><input name="v" value="${escaped(value)}"></form>`);
        assert.equal(form?.fields[0]?.value, value);
      }),
    );
  });

  it('never throws, whatever the page', () => {
    fc.assert(
      fc.property(fc.string(), (html) => {
        assert.ok(Array.isArray(readForms(`<form ${html}`)));
      }),
    );
  });

  it('decodes named, decimal and hexadecimal references and leaves others alone', () => {
    assert.equal(decodeEntities('&lt;&#60;&#x3C;&unheard;&'), '<<<&unheard;&');
  });

  it('recognises a page that submits itself', () => {
    assert.ok(submitsItself('<body onload="javascript:document.forms[0].submit()">'));
    assert.ok(!submitsItself('<button type="submit">Continue</button>'));
  });
});
