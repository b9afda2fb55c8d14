// Makes the picture in the README again: `npm run picture`, after `cargo build`.
//
// It shows the example collection, and a card of a topic on a page of another site. Pages use the fonts of the system,
// so the picture differs a little from machine to machine. The committed one was made with Debian's fonts-inter.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import test from 'node:test';
import { SHIPPED, path, startBrowser, startGateway, startOtherSite } from './support.js';

const PICTURE = path('../../docs/picture.webp');
/** A README is read on slow connections, too. */
const MOST_BYTES = 60_000;
const TOPIC = 'topics/refugees-asylum-seekers';
/** The home page as wide as on a small laptop. It is shown smaller. */
const HOME = { width: 1180, height: 960, shownWidth: 720 };
const CARD_WIDTH = 420;

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);
const otherSite = await startOtherSite();

/** The home page of the collection, as a visitor from the United States sees it. */
async function homePage() {
  const { width, height } = HOME;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2, locale: 'en-US' });
  await page.goto(gateway, { waitUntil: 'networkidle' });
  await page.evaluate(() => Object.assign(document.documentElement.style, { overflow: 'hidden', scrollbarGutter: 'auto' }));
  const picture = await page.screenshot();
  await page.close();
  return `data:image/png;base64,${picture.toString('base64')}`;
}

/** Two windows: the collection, and an article on another site with a card of a topic. */
function windows(home) {
  const shownHeight = (HOME.height * HOME.shownWidth) / HOME.width;
  return `<style>
    body { margin: 0; padding: 20px; display: flex; gap: 20px; width: max-content; align-items: start;
      background: #dfe5ec; font: 15px/1.45 Inter, system-ui, sans-serif; color: #222; }
    section { background: #fff; border-radius: 10px; overflow: hidden; height: ${shownHeight + 34}px; }
    header { height: 34px; line-height: 34px; text-align: center; font-size: 13px; color: #555; background: #f1f3f5; }
    article { padding: 22px 20px; width: ${CARD_WIDTH}px; box-sizing: border-box; }
    h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.2; letter-spacing: -.01em; }
    p { margin: 0 0 14px; }
    img, iframe { display: block; border: 0; }
  </style>
  <section><header>reports.example.org</header><img src="${home}" alt="" width="${HOME.shownWidth}"></section>
  <section><header>news.example.com</header><article>
    <h1>Two months of the new asylum rule</h1>
    <p>Several organizations went to the border this summer. These are their reports:</p>
    <iframe src="${gateway}en/${TOPIC}/embed?count=3&theme=light" width="${CARD_WIDTH - 40}" height="400" title="Reports"></iframe>
    <script src="${gateway}embed.js"></script>
  </article></section>`;
}

test('the picture is small enough for a README', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await page.goto(otherSite.publish(windows(await homePage())), { waitUntil: 'networkidle' });
  const png = await page.locator('body').screenshot();

  const webp = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.54).split(',')[1];
  }, `data:image/png;base64,${png.toString('base64')}`);

  const bytes = Buffer.from(webp, 'base64');
  assert.ok(bytes.length < MOST_BYTES, `${bytes.length} bytes`);
  await writeFile(PICTURE, bytes);
});
