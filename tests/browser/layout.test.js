// Where things are on a page, on screens of several widths.

import assert from 'node:assert/strict';
import test from 'node:test';
import { SHIPPED, startBrowser, startGateway } from './support.js';

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);
const PHONE = { width: 390, height: 844 };
const SCREENS = [PHONE, { width: 768, height: 1024 }, { width: 1280, height: 900 }, { width: 1920, height: 1080 }];

async function open(place, viewport, options = {}) {
  const page = await browser.newPage({ viewport, ...options });
  await page.goto(gateway + place);
  return page;
}

test('on a phone, the newest report begins within the first screen and a half', async () => {
  const page = await open('', PHONE);
  const title = await page.locator('.reports h3').first().boundingBox();
  assert.ok(title.y + title.height < 1.5 * PHONE.height, JSON.stringify(title));
  await page.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`on a phone, topics and filters open when touched, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const page = await open('', PHONE, { javaScriptEnabled });
    for (const [name, inside] of [
      ['Topics', page.getByRole('navigation', { name: 'Topics' }).getByRole('link', { name: 'Domestic Workers' })],
      ['Filters', page.getByRole('checkbox', { name: /^Mexico/ })],
    ]) {
      assert.equal(await inside.first().isVisible(), false, name);
      await page.locator('summary', { hasText: name }).click();
      assert.equal(await inside.first().isVisible(), true, name);
    }
    await page.close();
  });
}

test('on a wide screen, topics and filters are beside the reports without a click', async () => {
  const page = await open('', { width: 1280, height: 900 });
  const place = await page.getByRole('checkbox', { name: /^Mexico/ }).boundingBox();
  const report = await page.locator('.reports article').first().boundingBox();
  assert.ok(place.x + place.width < report.x, JSON.stringify({ place, report }));
  await page.getByText('and 22 more').click();
  assert.equal(await page.getByRole('checkbox', { name: /^Tamaulipas/ }).isVisible(), true);
  await page.close();
});

for (const viewport of SCREENS) {
  test(`each copy button is beside its field at ${viewport.width}`, async () => {
    for (const place of ['feed', 'share', 'reports/matamoros-reynosa-asylum-ban']) {
      const page = await open(place, viewport);
      const pairs = await page.locator('.copyable:visible').evaluateAll((all) =>
        all.map((one) => [one.firstElementChild, one.querySelector('button')].map((part) => part.getBoundingClientRect().toJSON())),
      );
      assert.ok(pairs.length > 0, place);
      for (const [field, button] of pairs) {
        const isBeside = button.left >= field.right && button.top < field.bottom && button.bottom > field.top;
        assert.ok(isBeside, `${place}: ${JSON.stringify({ field, button })}`);
      }
      await page.close();
    }
  });

  test(`no word of a title is cut at ${viewport.width}`, async () => {
    for (const place of ['', 'topics/communications-media', 'reports/matamoros-reynosa-asylum-ban', 'feed']) {
      const page = await open(place, viewport);
      const cut = await page.locator('h1').evaluate((title) => {
        title.style.overflowWrap = 'normal';
        return title.scrollWidth > title.clientWidth;
      });
      assert.equal(cut, false, place);
      await page.close();
    }
  });
}
