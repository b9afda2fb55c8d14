// Requirements that every page and embed must meet.

import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import test from 'node:test';
import { EMBEDS, MARKUP, PAGES, SHIPPED, barriers, path, startBrowser, startGateway, startGateways } from './support.js';

const browser = await startBrowser();
const pages = await startGateways(PAGES);
const embeds = await startGateways(EMBEDS);
const everything = { ...pages, ...embeds };

/** How pages and embeds are opened: with which colors, and on a screen of which width. */
const LOOKS = [
  { colors: 'light', width: 320, options: { colorScheme: 'light' } },
  { colors: 'light', width: 1280, options: { colorScheme: 'light' } },
  { colors: 'dark', width: 320, options: { colorScheme: 'dark' } },
  { colors: 'dark', width: 1280, options: { colorScheme: 'dark' } },
  { colors: 'forced', width: 1280, options: { forcedColors: 'active' } },
];
const NOT_THERE = [pages['nothing'], pages['a report that left']];
/** Screenshots of every page and embed, for people to look at. */
const PICTURES = path('screenshots');
await rm(PICTURES, { recursive: true, force: true });
await mkdir(PICTURES);
/** Every page and embed in all looks, each opened once. */
const views = (await Promise.all(LOOKS.map(viewEverything))).flat();

async function viewEverything({ colors, width, options }) {
  const page = await browser.newPage({ ...options, viewport: { width, height: 800 } });
  const views = [];
  for (const [name, address] of Object.entries(everything)) {
    const complaints = [];
    const asked = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(address);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    page.removeAllListeners();
    const view = { name: `${name}, ${colors}, ${width}`, address, width, complaints, asked };
    await keepPicture(page, view.name);
    view.contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    view.barriers = await barriers(page, colors);
    views.push(view);
  }
  await page.close();
  return views;
}

/** Takes a screenshot of a page, down to where it only repeats itself. */
async function keepPicture(page, name) {
  const { width, height } = await page.evaluate(() => {
    const { scrollWidth: width, scrollHeight: height } = document.documentElement;
    return { width, height };
  });
  const clip = { x: 0, y: 0, width, height: Math.min(height, 2400) };
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true, clip });
}

async function open(address, options = {}) {
  const page = await browser.newPage(options);
  await page.goto(address);
  return page;
}

test('every page and embed loads without a complaint and asks no other host for anything', () => {
  for (const { name, address, complaints, asked } of views) {
    // For a page that does not exist, the browser itself logs one error.
    if (NOT_THERE.includes(address)) assert.match(complaints.shift(), /status of 4(04|10)/, name);
    assert.deepEqual(complaints, [], name);
    const elsewhere = asked.filter((url) => new URL(url).host !== new URL(address).host);
    assert.deepEqual(elsewhere, [], name);
  }
});

test('axe finds no barrier on any page or embed', () => {
  const found = views.flatMap(({ name, barriers }) => barriers.map((barrier) => `${name}: ${barrier}`));
  assert.ok(found.length === 0, `\n${found.join('\n')}`);
});

test('no page or embed is wider than its screen', () => {
  for (const { name, width, contentWidth } of views) assert.ok(contentWidth <= width, `${name}: ${contentWidth}`);
});

test('on paper a page shows its content in dark ink', async () => {
  for (const name of ['the collection', 'a report']) {
    // A sheet of A4 paper.
    const page = await open(pages[name], { colorScheme: 'dark', viewport: { width: 794, height: 1123 } });
    await page.emulateMedia({ media: 'print' });
    await keepPicture(page, `${name}, printed`);

    const seen = await page.locator('h1').evaluate((heading) => getComputedStyle(heading).color);

    const brightest = Math.max(...seen.match(/\d+/g));
    assert.ok(brightest < 80, `${name}: ${seen}`);
    assert.ok(await page.getByRole('searchbox').isHidden(), name);
    await page.close();
  }
});

test('the first tab leads past the header to the content', async () => {
  const page = await open(pages['a report']);

  await page.keyboard.press('Tab');
  const link = page.getByRole('link', { name: 'Skip to content' });

  assert.ok(await link.evaluate((link) => link === document.activeElement));
  const box = await link.boundingBox();
  assert.ok(box.x >= 0, 'it is seen while it has the focus');
});

test('the links in the head lead to three feeds and two cards', async () => {
  const types = {
    'application/atom+xml': 'application/atom+xml; charset=utf-8',
    'application/rss+xml': 'application/rss+xml; charset=utf-8',
    'application/feed+json': 'application/feed+json',
    'application/json+oembed': 'application/json',
    'text/xml+oembed': 'text/xml; charset=utf-8',
  };
  for (const name of ['the collection', 'a search', 'a topic', 'a report', 'an empty topic', 'markup in a topic']) {
    const page = await open(pages[name]);
    const links = await page.locator('head link[rel=alternate][type]').evaluateAll((links) => {
      return links.map((link) => ({ type: link.type, href: link.href, title: link.title }));
    });

    assert.deepEqual(links.map((link) => link.type), Object.keys(types), name);
    for (const { type, href, title } of links) {
      const reply = await fetch(href);
      assert.equal(reply.status, 200, href);
      assert.equal(reply.headers.get('content-type'), types[type], href);
      assert.ok(title, `${href} has a title`);
    }
    await page.close();
  }
});

test('what a page calls itself is its own address', async () => {
  for (const name of ['the collection', 'its second page', 'a search', 'a topic', 'a report', 'how to follow']) {
    const page = await open(pages[name]);

    assert.equal(await page.locator('link[rel=canonical]').getAttribute('href'), pages[name]);
    assert.equal(await page.locator('meta[property="og:url"]').getAttribute('content'), pages[name]);
    await page.close();
  }
});

test('every link on the collection, a topic and a report leads to something', async () => {
  const gateway = await startGateway(SHIPPED);
  const left = [gateway];
  const seen = new Set(left);
  const broken = [];
  while (left.length > 0) {
    const address = left.pop();
    const reply = await fetch(address, { headers: { accept: 'text/html' } });
    if (reply.status !== 200) broken.push(`${address}: ${reply.status}`);
    if (!reply.headers.get('content-type').startsWith('text/html')) continue;
    for (const [, href] of (await reply.text()).matchAll(/ href="([^"]*)"/g)) {
      const link = new URL(href.replaceAll('&#38;', '&'), address);
      link.hash = '';
      if (link.href.startsWith(gateway) && !seen.has(link.href)) {
        seen.add(link.href);
        left.push(link.href);
      }
    }
  }
  assert.deepEqual(broken, []);
});

test('markup in a field is shown as text', async () => {
  const collection = JSON.parse(await readFile(MARKUP, 'utf8'));
  const [report] = collection.reports;
  const shown = {
    'markup in a collection': [collection.title, collection.description, collection.rights, collection.image],
    'markup in a topic': [collection.topics[0], report.title, report.authors],
    'markup in a report': [report, collection.title, collection.topics[0].title],
    'markup in a card of a topic': [collection.title, collection.topics[0].title, report.title, report.authors],
    'markup in a card of a report': [collection.title, report.title, report.authors, report.abstract],
  };
  for (const [name, fields] of Object.entries(shown)) {
    const page = await open(everything[name]);
    const text = await page.locator('body').innerText();

    const planted = texts(fields).filter((field) => field.includes('planted"'));
    assert.notEqual(planted.length, 0);
    for (const field of planted) {
      for (const line of field.split('\n\n')) assert.ok(text.includes(line), `${name}: ${line}\n\n${text}`);
    }
    assert.equal(await page.locator('.planted, [onclick], [onerror]').count(), 0, name);
    assert.notEqual(await page.title(), 'planted');
    await page.close();
  }
});

test('what a page says to search engines cannot leave its script', async () => {
  const collection = JSON.parse(await readFile(MARKUP, 'utf8'));
  const page = await open(pages['markup in a report']);

  const said = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());

  assert.equal(said.name, collection.reports[0].title);
  assert.equal(said.author[0].name, collection.reports[0].authors[0].name);
});

/** All texts inside a value. */
function texts(value) {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
