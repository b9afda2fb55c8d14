// The exported files, served by nginx without a gateway.

import assert from 'node:assert/strict';
import test from 'node:test';
import { EMBEDS, MARKUP, PAGES, SHIPPED, barriers, startBrowser, startFiles } from './support.js';

const browser = await startBrowser();
const files = await startFiles(SHIPPED);
const others = await startFiles(MARKUP);

/** Pages and embeds that are files: no searches, forms or share pages, and no choices in a query. */
const without = /\?|share|oai|hub|suggest|^nothing$/;
const below = (address, places) =>
  Object.entries(places)
    .filter(([, place]) => !without.test(place))
    .map(([name, place]) => [name, address + place]);
const views = [
  ...below(files, { ...PAGES[SHIPPED], ...EMBEDS[SHIPPED] }),
  ...below(others, { ...PAGES[MARKUP], ...EMBEDS[MARKUP] }),
].filter(([name]) => name !== 'a report that left');

test('every page and embed loads without a complaint, fits, and has no barrier', async () => {
  assert.ok(views.length > 20, `${views.length}`);
  for (const [colors, width] of [['light', 320], ['dark', 1280]]) {
    const page = await browser.newPage({ colorScheme: colors, viewport: { width, height: 800 } });
    for (const [name, address] of views) {
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
      page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.url()} ${response.status()}`));
      const response = await page.goto(address);
      page.removeAllListeners();
      assert.equal(response.status(), 200, name);
      assert.deepEqual(complaints, [], name);
      const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(contentWidth <= width, `${name} is ${contentWidth} wide at ${width}`);
      assert.deepEqual(await barriers(page, colors), [], `${name}, ${colors}`);
    }
    await page.close();
  }
});

test('a visitor reads page after page, changes the language and finds no search', async () => {
  const page = await browser.newPage();
  await page.goto(files);
  assert.equal(await page.locator('form, input').count(), 0);
  await page.locator('a[rel~=next]').last().click();
  assert.equal(page.url(), `${files}page/2`);
  await page.getByRole('link', { name: 'Español' }).click();
  assert.equal(page.url(), `${files}es/page/2`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  await page.locator('main article a, main li a').first().click();
  assert.match(page.url(), new RegExp(`^${files}es/(reports|topics)/`));
  await page.close();
});

test('an address without a file has a page with a way on', async () => {
  const page = await browser.newPage();
  const response = await page.goto(`${files}topics/nothing/more`);
  assert.equal(response.status(), 404);
  assert.match(await page.locator('h1').innerText(), /not found/);
  await page.locator('a:not(.skip)').first().click();
  assert.equal(page.url(), files);
  const gone = await page.goto(`${others}reports/gone`);
  assert.equal(gone.status(), 410);
  await page.close();
});
