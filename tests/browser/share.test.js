// Sharing the collection: the page that offers the code, and the behavior of the code on other sites.

import assert from 'node:assert/strict';
import test from 'node:test';
import { SHIPPED, startBrowser, startGateway, startOtherSite } from './support.js';

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);
const otherSite = await startOtherSite();

const TOPIC = 'topics/refugees-asylum-seekers';
const REPORT = 'reports/matamoros-reynosa-asylum-ban';

// ── The page ──

async function openShare(place, options) {
  const page = await browser.newPage(options);
  await page.goto(gateway + place);
  return page;
}

const codeOn = (page) => page.locator('#paste').inputValue();
const previewOn = (page) => page.locator('.preview iframe').getAttribute('src');

/** The code on a page, once it contains `shown`. */
async function comesTo(page, shown) {
  await page.waitForFunction((shown) => document.querySelector('#paste').value.includes(shown), shown);
  return codeOn(page);
}

test('each choice shows at once in the preview, in the code and in the address', async () => {
  const page = await openShare(`${TOPIC}/share`);

  await page.getByLabel('Headlines: titles only').check();
  await comesTo(page, 'embed/headline');
  await page.getByLabel('Number of reports').fill('12');
  await page.getByLabel('Width in pixels').fill('320');
  await page.getByLabel('Colors').selectOption('Dark');
  const code = await comesTo(page, 'theme=dark');

  const embed = `${gateway}${TOPIC}/embed/headline?count=12&theme=dark`;
  assert.equal(await previewOn(page), embed);
  assert.match(code, /width="320"/);
  assert.equal(page.url(), `${gateway}${TOPIC}/share?style=headline&count=12&theme=dark&width=320`);
  await page.frameLocator('.preview iframe').locator('html[data-theme=dark] li:nth-child(9):last-child').waitFor();
  // The choices survive a reload of the page.
  await page.reload();
  assert.equal(await codeOn(page), code);
});

test('a number that makes no sense changes nothing', async () => {
  const page = await openShare('share');
  const before = await codeOn(page);

  await page.getByLabel('Width in pixels').fill('12');
  await page.getByLabel('Headlines: titles only').focus();
  await page.waitForTimeout(200);

  assert.equal(await codeOn(page), before);
  assert.equal(page.url(), `${gateway}share`);
});

test('by the keyboard alone one chooses, and copies the code', async () => {
  const page = await openShare('share');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const reach = async (name) => {
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press('Tab');
      const reached = await page.evaluate(() => {
        const { labels, textContent } = document.activeElement;
        return labels?.[0]?.textContent.trim() || textContent.trim();
      });
      if (reached === name) return;
    }
    assert.fail(`${name} is out of reach`);
  };

  await reach('Iframe: always up to date');
  await page.keyboard.press('ArrowDown');
  await comesTo(page, 'data-feedgate-embed');
  await reach('Card: titles, dates and authors');
  await page.keyboard.press('ArrowDown');
  const code = await comesTo(page, 'embed/list');
  await reach('Copy code');
  await page.keyboard.press('Enter');

  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
});

test('without scripts the same is chosen by a button, and nothing is there that would do nothing', async () => {
  const page = await openShare('share?q=asylum', { javaScriptEnabled: false });

  await page.getByLabel('List: with abstracts').check();
  await page.getByLabel('Number of reports').fill('3');
  await page.getByRole('button', { name: 'Update preview' }).click();

  assert.equal(page.url(), `${gateway}share?q=asylum&style=list&count=3`);
  assert.equal(await previewOn(page), `${gateway}embed/list?q=asylum&count=3`);
  assert.deepEqual(await page.getByRole('button').allInnerTexts(), ['Update preview']);
});

// ── The code, on other sites ──

const SCRIPT = `<script async src="${gateway}embed.js"></script>`;

/** The code for a choice, as people copy it. */
async function codeFor(place) {
  const page = await openShare(place, { javaScriptEnabled: false });
  const code = await codeOn(page);
  await page.close();
  return code;
}

/** Opens a page of another site, and collects all errors that the browser logs. */
async function open(body, options) {
  const page = await browser.newPage(options);
  page.complaints = [];
  page.on('console', (message) => page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(otherSite.publish(body));
  return page;
}

/** Waits until a frame is as high as its content. */
async function takesItsHeight(page, frame) {
  const shown = await (await frame.elementHandle()).contentFrame();
  await shown.waitForFunction(() => {
    const { height } = document.querySelector('article')?.getBoundingClientRect() ?? {};
    return height > 0 && innerHeight === Math.ceil(height);
  });
}

const CHOICES = ['share', 'share?style=list&count=3', `${TOPIC}/share?style=headline&count=9&width=320`, 'share?q=asylum&count=1', `${REPORT}/share`];

test('the frame holds all that it shows at the sizes that are chosen most', async () => {
  for (const choice of CHOICES) {
    const page = await open(await codeFor(choice));
    const frame = await (await page.locator('iframe').elementHandle()).contentFrame();
    await frame.waitForSelector('article');

    const cut = await frame.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);

    assert.equal(cut, 0, choice);
    assert.deepEqual(page.complaints, [], choice);
    await page.close();
  }
});

test('with the script each frame is as high as what it shows, also after it becomes narrower', async () => {
  for (const choice of CHOICES) {
    for (const deviceScaleFactor of [1, 1.25]) {
      const page = await open((await codeFor(choice)) + SCRIPT, { deviceScaleFactor });
      const frame = page.locator('iframe');
      await takesItsHeight(page, frame);
      const before = await frame.boundingBox();

      await page.setViewportSize({ width: 260, height: 800 });
      await takesItsHeight(page, frame);

      assert.ok((await frame.boundingBox()).height >= before.height, choice);
      assert.deepEqual(page.complaints, [], choice);
      await page.close();
    }
  }
});

test('with the script a plain list becomes a frame as wide as was chosen, and without it stays as it is', async () => {
  for (const choice of CHOICES) {
    const code = await codeFor(choice.replace(/$/, choice.includes('?') ? '&form=html' : '?form=html'));
    const plain = await open(code);
    const text = await plain.locator('.feedgate').innerText();
    assert.equal(await plain.locator('iframe').count(), 0);

    const page = await open(code + SCRIPT);
    await page.locator('.feedgate:not(:has(h3)) iframe').waitFor();
    await takesItsHeight(page, page.locator('iframe'));

    const heading = text.split('\n')[0];
    assert.equal(await page.locator('iframe').getAttribute('title'), heading);
    assert.equal(await page.locator('iframe').getAttribute('src'), /data-feedgate-embed="(.*?)"/.exec(code)[1].replaceAll('&#38;', '&'));
    assert.equal(await page.locator('iframe').evaluate((frame) => frame.offsetWidth), choice.includes('320') ? 320 : 600);
    assert.deepEqual([...plain.complaints, ...page.complaints], [], choice);
    await plain.close();
    await page.close();
  }
});

test('a plain list stays where the frame does not come', async () => {
  const code = await codeFor('share?form=html');
  const page = await browser.newPage();
  await page.route(/\/embed$/, (route) => route.abort());
  await page.goto(otherSite.publish(code + SCRIPT));
  await page.locator('iframe').waitFor({ state: 'attached' });
  await page.waitForTimeout(300);

  assert.ok(await page.getByRole('heading', { name: 'Immigration' }).isVisible());
  assert.equal(await page.getByRole('listitem').count(), 5);
  assert.ok(await page.locator('iframe').isHidden());
});

test('the script may stand on a page twice, and what is added later is sized too', async () => {
  const code = await codeFor('share?style=headline');
  const list = await codeFor(`${TOPIC}/share?style=headline&form=html`);
  const page = await open(`${SCRIPT}${SCRIPT}<main></main>`);
  await page.waitForLoadState();

  await page.locator('main').evaluate((main, added) => (main.innerHTML = added), code + list);

  await page.locator('main .feedgate:not(:has(h3)) iframe').waitFor();
  assert.equal(await page.locator('iframe').count(), 2);
  for (const frame of await page.locator('iframe').all()) await takesItsHeight(page, frame);
  assert.deepEqual(page.complaints, []);
});

test('the script touches no frame and no list of others, and believes nobody else', async () => {
  const stranger = otherSite.publish(`<script>
    addEventListener('message', () => {});
    for (const id of [0, 1, '0', 'length', '__proto__', null])
      for (const height of [5000, '5000', Infinity, NaN, -1, 1e9, {}, null]) parent.postMessage({ type: 'setHeight', id, height }, '*');
    parent.postMessage(null, '*'); parent.postMessage('setHeight', '*');
    document.title = 'said';
  </script>`);
  const page = await open(`${SCRIPT}
    <iframe id="ours" src="${gateway}embed" width="600" height="333"></iframe>
    <iframe id="stranger" src="${stranger}" width="600" height="111"></iframe>
    <iframe id="page" src="about:blank#${gateway}embed" width="600" height="222"></iframe>
    <div id="list" data-feedgate-embed="${stranger}"><h3>Another list</h3></div>
    <div id="evil" data-feedgate-embed="javascript:document.title='evil'//${gateway}embed"><h3>No list</h3></div>
    <div id="near" data-feedgate-embed="${gateway.slice(0, -1)}.example/embed"><h3>Near</h3></div>`);
  await page.waitForFunction(() => frames.length === 3);
  await takesItsHeight(page, page.locator('#ours'));
  await page.waitForTimeout(300);

  const heights = await page.locator('iframe').evaluateAll((all) => all.map((frame) => [frame.id, frame.clientHeight]));
  assert.deepEqual(heights.slice(1), [['stranger', 111], ['page', 222]]);
  assert.ok(heights[0][1] > 333 && heights[0][1] < 1000);
  assert.equal(await page.locator('iframe').count(), 3);
  for (const heading of ['Another list', 'No list', 'Near']) assert.ok(await page.getByText(heading).isVisible());
  assert.equal(await page.title(), 'Other site');
});

test('a frame that lies about its height is not believed beyond all bounds', async () => {
  const page = await open(`${SCRIPT}<iframe src="${gateway}embed" width="600" height="333" sandbox="allow-scripts"></iframe>`);
  await takesItsHeight(page, page.locator('iframe'));

  const lie = (height) => page.frames()[1].evaluate((height) => parent.postMessage({ type: 'setHeight', id: 0, height }, '*'), height);
  for (const height of ['7000', -5, null, Infinity, NaN]) await lie(height);
  await page.waitForTimeout(100);
  assert.ok((await page.locator('iframe').boundingBox()).height < 1000);
  await lie(1e9);
  await page.waitForFunction(() => document.querySelector('iframe').clientHeight === 20000);
});

test('a link in a frame leads out of it', async () => {
  const page = await open((await codeFor('share')) + SCRIPT);
  await takesItsHeight(page, page.locator('iframe'));

  await page.frameLocator('iframe').getByRole('link').nth(1).click();

  await page.waitForURL(`${gateway}reports/**`);
});

test('nothing is asked of the gateway but the script and what is framed, and nothing is kept', async () => {
  const page = await browser.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(otherSite.publish((await codeFor('share')) + SCRIPT));
  await takesItsHeight(page, page.locator('iframe'));

  const ofGateway = asked.filter((url) => url.startsWith(gateway));
  assert.deepEqual([...new Set(ofGateway)].sort(), [`${gateway}embed`, `${gateway}embed.js`]);
  assert.equal(asked.length, ofGateway.length + 1);
  assert.deepEqual(await page.context().cookies(), []);
});
