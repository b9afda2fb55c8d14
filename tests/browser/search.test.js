// Searching as people do: with and without scripts, with a mouse and with a keyboard.

import assert from 'node:assert/strict';
import test from 'node:test';
import { SHIPPED, startBrowser, startGateway } from './support.js';

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);

async function open(address = gateway) {
  // Everything here must work without scripts, and on a screen too narrow for filters beside the results.
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 800, height: 800 } });
  await page.goto(address);
  return page;
}

const heading = (page) => page.getByRole('heading', { level: 2, name: /found/ }).innerText();

/** The titles on a page, after it has loaded completely. */
async function titles(page) {
  await page.waitForLoadState();
  return page.locator('.reports h3').allInnerTexts();
}

test('words and a filter narrow what is shown, and each can be taken away', async () => {
  const page = await open();

  await page.getByLabel('Search reports').fill('asylum');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${gateway}?q=asylum`);
  const found = await titles(page);
  assert.equal(await heading(page), `${found.length} results found`);

  await page.getByText('Filters', { exact: true }).click();
  const box = page.getByRole('checkbox', { name: /^2023 / });
  const count = Number(/\d+$/.exec(await box.locator('..').innerText())[0]);
  await box.check();
  await page.getByRole('button', { name: 'Apply filters' }).click();
  assert.equal(page.url(), `${gateway}?q=asylum&year=2023`);
  assert.equal((await titles(page)).length, count);
  assert.ok(count < found.length);

  await page.getByRole('link', { name: 'Remove “asylum”' }).click();
  assert.equal(page.url(), `${gateway}?year=2023`);
  await page.getByRole('link', { name: 'Clear all' }).click();
  assert.equal(page.url(), gateway);
  await page.close();
});

test('order and view are kept while one searches on', async () => {
  const page = await open(`${gateway}?q=asylum`);

  await page.getByRole('navigation', { name: 'Sort by' }).getByRole('link', { name: 'Title' }).click();
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Grid' }).click();
  await page.getByLabel('Search reports').fill('border');
  await page.getByRole('button', { name: 'Search' }).click();

  assert.equal(page.url(), `${gateway}?q=border&sort=title&view=grid`);
  const found = await titles(page);
  const words = (title) => title.toLowerCase().replace(/^\P{L}+/u, '');
  assert.deepEqual(found, found.toSorted((a, b) => words(a).localeCompare(words(b))));
  const current = await page.locator('.ways [aria-current=true]').allInnerTexts();
  assert.deepEqual(current, ['Title', 'Grid']);
  await page.close();
});

test('several values of a filter widen, and what was chosen is still chosen', async () => {
  const page = await open(`${gateway}?topic=women`);

  await page.getByText('Filters').first().click();
  await page.getByRole('checkbox', { name: /^Communications & Media / }).check();
  await page.getByRole('button', { name: 'Apply filters' }).click();

  assert.equal(page.url(), `${gateway}?topic=communications-media&topic=women`);
  assert.equal(await heading(page), '2 results found');
  await page.getByText('Filters').first().click();
  await page.waitForLoadState();
  assert.equal(await page.locator('input:checked').count(), 2);
  await page.close();
});

test('the form leads to the canonical address also under another name of the host', async () => {
  const page = await open(gateway.replace('127.0.0.1', 'localhost'));

  await page.getByLabel('Search reports').fill('asylum');
  await page.keyboard.press('Enter');

  await page.waitForURL(/q=asylum/);
  assert.match(await heading(page), /results? found/);
  await page.close();
});

test('what finds nothing says so and leads on', async () => {
  const page = await open(`${gateway}?q=zzzz&place=Nowhere`);

  assert.equal(await heading(page), 'No results found');
  await page.getByRole('link', { name: 'Show all reports' }).click();

  assert.equal(page.url(), gateway);
  await page.close();
});

test('whoever follows a search gets its feed', async () => {
  const page = await open(`${gateway}?q=asylum&topic=refugees-asylum-seekers`);

  await page.getByRole('link', { name: 'Subscribe to this search' }).click();

  assert.match(await page.title(), /“asylum” in Refugees & Asylum Seekers/);
  const feed = await fetch(await page.getByRole('link', { name: /feed\.json/ }).getAttribute('href'));
  assert.equal((await feed.json()).title, 'Immigration: “asylum” in Refugees & Asylum Seekers');
  await page.close();
});
