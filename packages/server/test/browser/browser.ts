/**
 * Owns the real browser of the tests: starting it, watching its pages, and looking at them.
 * Never knows a page's content: it judges any page by the same rules.
 */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core';
import { installChromium } from './chromium.ts';

const screenshots = join(import.meta.dirname, '../../../../artifacts/screenshots');
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };
const narrowest = { width: 320, height: 640 };
const schemes = ['light', 'dark'] as const;

export type TestBrowser = {
  /** The Playwright browser, for what the rest does not cover. */
  readonly browser: Browser;
  /** A page in a context (cookie jar) of its own, watched for console errors and policy violations. */
  readonly newPage: (options?: BrowserContextOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
};

// Both run inside the page, whose types this project does not otherwise need.
const tooWide = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
  return wide.map((element) => element.outerHTML.slice(0, 120)).concat('the document scrolls sideways');
})()`;
// Bringing it into a page takes longer than its audit does
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const auditBy = (rules: 'all' | 'colours'): string => `axe.run(document, {
  resultTypes: ['violations'],
  ${rules === 'colours' ? "runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }" : ''}
}).then(({ violations }) =>
  violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary)))`;

const complaintsOf = new WeakMap<Page, string[]>();

/** Starts Chromium, with more arguments where a test needs them; several test processes may do so at once. Close it in `after`. */
export async function launchBrowser(...more: readonly string[]): Promise<TestBrowser> {
  const { executable, environment } = await installChromium();
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...environment },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', ...more],
  });
  const newPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: phone, reducedMotion: 'reduce', ...options });
    context.on('page', watch);
    return await context.newPage();
  };
  return { browser, newPage, close: () => browser.close() };
}

/**
 * Asserts what must hold on every page: no axe-core finding in light and dark, nothing wider than 320 px,
 * no console error and no policy violation since the page was opened. Stores four screenshots under `name`; of the
 * many `example` pages only where SCREENSHOTS is set, as they take half of the time.
 */
export async function inspect(page: Page, name: string, kind: 'example' | 'live' = 'live'): Promise<void> {
  const isShot = kind === 'live' || process.env['SCREENSHOTS'] !== undefined;
  if (isShot) await mkdir(screenshots, { recursive: true });
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    if (isShot) await photograph(page, `${name}-desktop-${scheme}`, desktop);
    if (isShot) await photograph(page, `${name}-phone-${scheme}`, phone);
    // In the second scheme the same page has other colours, and nothing else
    await assertAccessible(page, `${name} (${scheme})`, scheme === schemes[0] ? 'all' : 'colours');
  }
  await page.setViewportSize(narrowest);
  await assertFits(page, name);
  await page.setViewportSize(phone);
  assertQuiet(page, name);
}

/** Asserts that the page logged no error and broke no policy since that was last asked. */
export function assertQuiet(page: Page, name: string): void {
  const complaints = complaintsOf.get(page);
  assert.ok(complaints, `${name}: open the page with newPage()`);
  assert.deepEqual(complaints.splice(0), [], `${name}: the browser complained`);
}

/** Asserts that nothing is wider than the viewport. */
export async function assertFits(page: Page, name: string): Promise<void> {
  const wide = await page.evaluate<string[]>(tooWide);
  assert.deepEqual(wide, [], `${name}: wider than the screen`);
}

async function photograph(page: Page, name: string, size: typeof phone): Promise<void> {
  await page.setViewportSize(size);
  const options = { path: join(screenshots, `${name}.png`), fullPage: true, animations: 'disabled' } as const;
  // Chromium on a busy machine sometimes has no frame to give just after a change of size
  for (let left = 5; ; left -= 1) {
    const failure = await page.screenshot(options).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failure === null) return;
    if (left === 0) throw failure.error;
    await page.waitForTimeout(200);
  }
}

async function assertAccessible(page: Page, name: string, rules: 'all' | 'colours'): Promise<void> {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe);
  const findings = await page.evaluate<string[]>(auditBy(rules));
  assert.deepEqual(findings, [], `${name}: axe-core`);
}

function watch(page: Page): void {
  const complaints: string[] = [];
  const navigations = new Set<string>();
  complaintsOf.set(page, complaints);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.isNavigationRequest()) navigations.add(request.url());
    else if (isForeign(request)) complaints.push(`loaded ${request.url()} from another origin`); // security.md B-9
  });
  page.on('console', (message) => {
    // Chromium also logs the status of a page that is an error page on purpose.
    const isErrorPage =
      message.text().startsWith('Failed to load resource') && navigations.has(message.location().url);
    if (message.type() === 'error' && !isErrorPage) complaints.push(message.text());
  });
}

function isForeign(request: Request): boolean {
  const url = new URL(request.url());
  return url.protocol.startsWith('http') && url.origin !== new URL(request.frame().url()).origin;
}
