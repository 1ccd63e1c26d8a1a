// Reads the forms of a page as a browser would fill and submit them. It never runs a script.

export interface Field {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

export interface Button {
  readonly name: string;
  readonly value: string;
  readonly label: string;
}

export interface Form {
  readonly id: string;
  readonly action: string;
  readonly method: string;
  readonly fields: Field[];
  readonly buttons: Button[];
}

type Attributes = Readonly<Record<string, string>>;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NEVER_SUBMITTED = ['button', 'reset', 'image'];
const CONTROLS = ['input', 'button', 'textarea'];
const TAG = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

/** The text that character references stand for. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
    return ENTITIES[name] ?? whole;
  });
}

function readAttributes(source: string): Attributes {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of source.matchAll(ATTRIBUTE)) {
    attributes[name.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '');
  }
  return attributes;
}

function newForm(attributes: Attributes): Form {
  return {
    id: attributes['id'] ?? '',
    action: attributes['action'] ?? '',
    method: (attributes['method'] ?? 'get').toLowerCase(),
    fields: [],
    buttons: [],
  };
}

interface Control {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly text: string;
}

function typeOf({ tag, attributes }: Control): string {
  if (tag === 'textarea') return 'textarea';
  return (attributes['type'] ?? (tag === 'button' ? 'submit' : 'text')).toLowerCase();
}

function addControl(form: Form, control: Control): void {
  const { tag, attributes, text } = control;
  const type = typeOf(control);
  const name = attributes['name'] ?? '';
  if (type === 'submit') {
    form.buttons.push({ name, value: attributes['value'] ?? '', label: text });
    return;
  }
  const tickable = type === 'checkbox' || type === 'radio';
  if (NEVER_SUBMITTED.includes(type) || name === '' || 'disabled' in attributes) return;
  if (tickable && !('checked' in attributes)) return;
  const value = attributes['value'] ?? (tickable ? 'on' : '');
  form.fields.push({ name, type, value: tag === 'textarea' ? text : value });
}

function readControl(source: string, match: RegExpExecArray, tag: string): Control {
  const [whole, , , rest = ''] = match;
  const start = match.index + whole.length;
  const end = source.indexOf(`</${tag}`, start);
  const inner = tag === 'input' || end < 0 ? '' : source.slice(start, end).replace(/<[^>]*>/g, '');
  return { tag, attributes: readAttributes(rest), text: decodeEntities(inner.trim()) };
}

/** Every form of a page with its submittable fields and its submit buttons, in document order. */
export function readForms(html: string): Form[] {
  const source = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '');
  const forms: Form[] = [];
  const controls: { enclosing: Form | undefined; control: Control }[] = [];
  let open: Form | undefined;
  for (const match of source.matchAll(TAG)) {
    const [, closing, name = '', rest = ''] = match;
    const tag = name.toLowerCase();
    if (tag === 'form') {
      open = closing === '/' ? undefined : newForm(readAttributes(rest));
      if (open !== undefined) forms.push(open);
    } else if (closing !== '/' && CONTROLS.includes(tag)) {
      controls.push({ enclosing: open, control: readControl(source, match, tag) });
    }
  }
  for (const { enclosing, control } of controls) {
    const reference = control.attributes['form'];
    const owner = reference === undefined ? enclosing : forms.find((form) => form.id === reference);
    if (owner !== undefined) addControl(owner, control);
  }
  return forms;
}

/** Whether the page posts its first form by itself once scripts run. */
export function submitsItself(html: string): boolean {
  return /\.submit\(\)/.test(html);
}
