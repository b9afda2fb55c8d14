// How embeds behave on other sites.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { EMBEDS, PAGES, SHIPPED, startBrowser, startGateway, startOtherSite } from './support.js';

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);
const otherSite = await startOtherSite();

const TOPIC = 'topics/refugees-asylum-seekers';
const REPORT = 'reports/matamoros-reynosa-asylum-ban';
const collection = JSON.parse(await readFile(SHIPPED, 'utf8'));
const report = collection.reports.find((report) => REPORT.endsWith(`/${report.id}`));

// ── WordPress ──

const SECRET = 'a1B2c3D4e5';
/** What `wp_filter_oembed_result` keeps on a site that does not know the gateway. */
const KEPT = {
  a: ['href'],
  blockquote: [],
  iframe: ['src', 'width', 'height', 'frameborder', 'marginwidth', 'marginheight', 'scrolling', 'title'],
};

/** Filters the HTML of a card as WordPress does before it stores it. */
function filtered(html) {
  const kept = html.replace(/<(\/?)(\w+)([^>]*)>/g, (_, end, element, attributes) => {
    if (!(element in KEPT)) return '';
    const pairs = attributes.match(/[\w-]+="[^"]*"/g) ?? [];
    const allowed = pairs.filter((pair) => KEPT[element].includes(pair.split('=')[0]));
    return `<${end}${[element, ...allowed].join(' ')}>`;
  });
  const [, quote = '', frame] = /(<blockquote>.*?<\/blockquote>)?.*(<iframe.*?><\/iframe>)/s.exec(kept);
  const hidden = quote && ' style="position: absolute; visibility: hidden"';
  return (
    quote.replace('<blockquote', `<blockquote data-secret="${SECRET}"`) +
    frame
      .replace(/ src="(.*?)"/, ` src="$1#?secret=${SECRET}" data-secret="${SECRET}"`)
      .replace('<iframe', `<iframe sandbox="allow-scripts"${hidden}`)
  );
}

/** Behaves as WordPress's script does on a page with cards, and reports every message to the test. */
const WORDPRESS = `<script>
  addEventListener('message', ({ data, source }) => {
    const frame = document.querySelector('iframe');
    if (source !== frame.contentWindow) return;
    hear(data);
    if (data.secret !== frame.dataset.secret) return;
    document.querySelector('blockquote').style.display = 'none';
    frame.removeAttribute('style');
    if (data.message === 'height') frame.height = Math.min(Math.max(parseInt(data.value), 200), 1000);
    if (data.message !== 'link' || document.activeElement !== frame) return;
    if (new URL(data.value).host === new URL(frame.src).host) top.location.href = data.value;
  });
  function say(message) { frames[0].postMessage(message, '*'); }
  addEventListener('DOMContentLoaded', () => say({ message: 'ready', secret: '${SECRET}' }));
</script>`;

/** Opens a page of another site with a card. Collects in `heard` what the page passes to `hear`. */
async function open(body, options) {
  const page = await browser.newPage(options);
  const heard = [];
  await page.exposeFunction('hear', (message) => heard.push(message));
  await page.goto(otherSite.publish(body));
  return { page, heard, frame: page.frames()[1] };
}

async function openInWordPress(place, { maxWidth = 600, ...options } = {}) {
  const opened = await open(WORDPRESS + filtered(await cardOf(place, maxWidth)), options);
  await takesItsHeight(opened.frame);
  return opened;
}

/** The HTML of a card, requested as WordPress requests it. */
async function cardOf(place, maxWidth) {
  const reply = await fetch(`${gateway}oembed?url=${encodeURIComponent(gateway + place)}&maxwidth=${maxWidth}`);
  return (await reply.json()).html;
}

/** Waits until a frame is as high as its card, or as high as WordPress allows. */
async function takesItsHeight(frame) {
  await frame.waitForFunction(() => {
    const { height } = document.querySelector('article').getBoundingClientRect();
    return height > 0 && innerHeight === Math.max(Math.ceil(height), 200);
  });
}

test('in WordPress a card is seen and as high as what it holds', async () => {
  for (const place of ['', TOPIC, REPORT]) {
    for (const maxWidth of [600, 300]) {
      for (const deviceScaleFactor of [1, 1.25, 2]) {
        const { page, heard, frame } = await openInWordPress(place, { maxWidth, deviceScaleFactor });

        assert.ok(await page.locator('iframe').isVisible());
        assert.ok(await page.locator('blockquote').isHidden());
        const { holds, hidden } = await frame.evaluate(() => ({
          holds: document.querySelector('article').getBoundingClientRect().height,
          hidden: document.documentElement.scrollHeight - document.documentElement.clientHeight,
        }));
        const { value } = heard.filter(({ message }) => message === 'height').at(-1);
        const where = `/${place}, ${maxWidth} pixels wide, scale ${deviceScaleFactor}`;
        assert.ok(holds <= value && value < holds + 1, `${where}: ${holds} is told as ${value}`);
        assert.equal(hidden, 0, where);
        await page.close();
      }
    }
  }
});

test('in WordPress a card in a part of the page that opens later is seen then', async () => {
  const { page, frame } = await open(`${WORDPRESS}<div hidden>${filtered(await cardOf(TOPIC, 600))}</div>`);

  await page.locator('div').evaluate((div) => (div.hidden = false));
  await takesItsHeight(frame);

  assert.ok(await page.locator('iframe').isVisible());
});

test('in WordPress a click on a report in a card leads to its page', async () => {
  const { page, heard, frame } = await openInWordPress(TOPIC);

  await frame.getByRole('link', { name: report.title }).click();
  await page.waitForURL(gateway + REPORT);

  assert.deepEqual(heard.at(-1), { message: 'link', value: gateway + REPORT, secret: SECRET });
  assert.equal(await page.locator('h1').innerText(), report.title);
});

test('a card tells nothing to who has another secret', async () => {
  const { page } = await openInWordPress(TOPIC);

  const firstAnswer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data));
        say({ message: 'ready', secret: 'another123' });
        say({ type: 'setHeight', id: 'asked afterwards' });
      }),
  );

  assert.equal(firstAnswer.id, 'asked afterwards');
});

// ── Any other page ──

/** The code with which any other page frames a card. */
const frameOf = (place) => `<iframe src="${gateway}${place}" width="500" height="900"></iframe>`;

test('a page that asks for the height of a card gets it, and nothing unasked', async () => {
  const { page, heard, frame } = await open(
    `<script>addEventListener('message', ({ data }) => hear(data))</script>${frameOf(`${TOPIC}/embed`)}`,
  );

  await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', resolve);
        frames[0].postMessage({ type: 'setHeight', id: 1 }, '*');
      }),
  );

  const holds = await frame.locator('article').evaluate((article) => article.getBoundingClientRect().height);
  assert.deepEqual(heard, [{ type: 'setHeight', id: 1, height: Math.ceil(holds) }]);
});

test('any site may frame a card, and none a page', async () => {
  const framed = async (places) => {
    const { page } = await open(places.map(frameOf).join(''));
    const urls = page.frames().slice(1).map((frame) => frame.url());
    await page.close();
    assert.equal(urls.length, places.length);
    return places.filter((place, at) => urls[at] === gateway + place);
  };
  const cards = Object.values(EMBEDS[SHIPPED]);
  assert.deepEqual(await framed(cards), cards);
  assert.deepEqual(await framed(Object.values(PAGES[SHIPPED])), []);
});

test('without scripts a card shows its reports', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${gateway}${TOPIC}/embed`);

  const titles = await page.getByRole('listitem').getByRole('link').allInnerTexts();

  const [, topic] = TOPIC.split('/');
  const filed = collection.reports.filter((report) => report.topics?.includes(topic));
  assert.deepEqual(titles, filed.slice(0, 5).map((report) => report.title));
});

test('a theme that is asked for is pinned, and without one the system decides', async () => {
  const dark = { background: 'rgb(22, 25, 29)', ink: 'rgb(232, 234, 237)' };
  const light = { background: 'rgb(255, 255, 255)', ink: 'rgb(27, 31, 36)' };
  const looks = [
    { system: 'light', theme: '', look: { ...light, scheme: 'light dark' } },
    { system: 'dark', theme: '', look: { ...dark, scheme: 'light dark' } },
    { system: 'light', theme: '?theme=dark', look: { ...dark, scheme: 'dark' } },
    { system: 'dark', theme: '?theme=light', look: { ...light, scheme: 'light' } },
  ];
  for (const { system, theme, look } of looks) {
    const page = await browser.newPage({ colorScheme: system });
    await page.goto(`${gateway}${TOPIC}/embed${theme}`);

    const seen = await page.locator('main').evaluate((main) => ({
      background: getComputedStyle(main).backgroundColor,
      ink: getComputedStyle(main).color,
      scheme: getComputedStyle(document.documentElement).colorScheme,
    }));

    assert.deepEqual(seen, look, `${system} ${theme}`);
    await page.close();
  }
});
