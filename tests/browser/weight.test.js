// What a page costs whoever opens it for the first time.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import test from 'node:test';
import { PAGES, SHIPPED, startBrowser, startGateways } from './support.js';

const MOST_BYTES = 30_000;
const MOST_SCRIPT = 8_000;
const MOST_REQUESTS = 3;

const browser = await startBrowser();
const pages = await startGateways({ [SHIPPED]: PAGES[SHIPPED] });

for (const [name, address] of Object.entries(pages)) {
  test(`light, at rest and discreet: ${name}`, async (test) => {
    const visitor = await browser.newContext({ viewport: { width: 412, height: 823 } });
    const page = await visitor.newPage();
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.shift += value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const asked = [];
    page.on('request', (request) => {
      asked.push({ url: request.url(), kind: request.resourceType(), isFramed: request.frame() !== page.mainFrame() });
    });

    await page.goto(address, { waitUntil: 'networkidle' });
    const shift = await page.evaluate(() => window.shift);

    const parts = await Promise.all(asked.map(async (part) => ({ ...part, bytes: await bytesOnTheWire(part.url) })));
    const bytes = sum(parts);
    const script = sum(parts.filter(({ kind }) => kind === 'script'));
    test.diagnostic(`${name}: ${bytes} bytes, ${script} of them script, in ${parts.length} requests`);
    const said = JSON.stringify(parts, null, 1);
    assert.ok(bytes < MOST_BYTES, said);
    assert.ok(script < MOST_SCRIPT, said);
    // Beside what a page needs, a browser asks for the icon of its tab when it likes, and for what a preview frames.
    const needed = parts.filter(({ url, isFramed }) => !url.endsWith('/favicon.svg') && !isFramed);
    assert.ok(needed.length <= MOST_REQUESTS, said);
    assert.equal(shift, 0, 'nothing moves once it is seen');
    assert.deepEqual(await visitor.cookies(), []);
    await visitor.close();
  });
}

/** How long a reply is, with its header and in br: which Chromium itself asks for only over TLS. */
function bytesOnTheWire(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { accept: 'text/html', 'accept-encoding': 'br' } }, (reply) => {
      // `Name: value\r\n`, of which the names and values alternate.
      let bytes = Buffer.byteLength(reply.rawHeaders.join('')) + 2 * reply.rawHeaders.length;
      reply.on('data', (chunk) => (bytes += chunk.length));
      reply.on('end', () => resolve(bytes));
      reply.on('error', reject);
    }).on('error', reject);
  });
}

function sum(parts) {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0);
}
