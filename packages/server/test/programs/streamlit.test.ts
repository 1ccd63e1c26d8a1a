import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { allows, signsIn } from '../e2e/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';
import { missingModule, python } from './installed.ts';

describe('Streamlit', { skip: missingModule('streamlit') }, () => {
  let bench: Bench;
  let chromium: TestBrowser;
  before(async () => {
    bench = await setUp('Streamlit');
    chromium = await launchBrowser();
  });
  after(async () => {
    await chromium.close();
    await bench.stop();
  });

  it('shows who signed in', async () => {
    const address = bench.placed('http://localhost:8501');
    bench.file('.streamlit/secrets.toml', bench.block('toml'));
    const app = bench.file('app.py', bench.block('py'));
    const options = [
      '--server.headless=true',
      '--server.address=localhost',
      '--browser.gatherUsageStats=false',
    ];
    const port = `--server.port=${new URL(address).port}`;
    await bench.run(python, ['-m', 'streamlit', 'run', app, port, ...options], { answersAt: address });
    const tab = await chromium.newPage();
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Log in' }).click();
    await signsIn(tab, ada);
    await allows(tab);
    const shown = tab.getByTestId('stJson');
    await shown.waitFor();
    const user = await shown.innerText();
    assert.match(user, /"name":"Ada Lovelace"/);
    assert.match(user, /"email":"ada@example.com"/);
  });
});
