// How much data a page costs a first-time visitor.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import test from 'node:test';
import { PAGES, SHIPPED, kinds, startBrowser, startGateways } from './support.js';

const MOST_BYTES = 30_000;
const MOST_SCRIPT = 8_000;
/** The page, its stylesheet, its script, and the picture of the collection. */
const MOST_REQUESTS = 4;

const browser = await startBrowser();
const pages = await startGateways({ [SHIPPED]: kinds(PAGES[SHIPPED]) });

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
    let shift = await page.evaluate(() => window.shift);

    const parts = await Promise.all(asked.map(async (part) => ({ ...part, bytes: await bytesOnTheWire(part.url) })));
    const bytes = sum(parts);
    const script = sum(parts.filter(({ kind }) => kind === 'script'));
    test.diagnostic(`${name}: ${bytes} bytes, ${script} of them script, in ${parts.length} requests`);
    const said = JSON.stringify(parts, null, 1);
    assert.ok(bytes < MOST_BYTES, said);
    assert.ok(script < MOST_SCRIPT, said);
    // A browser also requests its tab icon, and the content of a preview's frame. Pages do not need these.
    const needed = parts.filter(({ url, isFramed }) => !url.endsWith('/favicon.svg') && !isFramed);
    assert.ok(needed.length <= MOST_REQUESTS, said);
    assert.deepEqual(await visitor.cookies(), []);
    // A busy machine paints a long page in pieces. What moves without that moves each time.
    for (let looks = 1; shift > 0 && looks < 3; looks++) {
      await page.reload({ waitUntil: 'networkidle' });
      shift = await page.evaluate(() => window.shift);
    }
    assert.equal(shift, 0, 'nothing moves once it is seen');
    await visitor.close();
  });
}

/** The size of a reply with its header, compressed with br. Chromium accepts br only over TLS. */
function bytesOnTheWire(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { accept: 'text/html', 'accept-encoding': 'br' } }, (reply) => {
      // Each field is `Name: value\r\n`; `rawHeaders` alternates names and values.
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
