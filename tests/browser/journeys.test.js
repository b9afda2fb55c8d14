// What people come for, from the first page to the last: with a mouse, with only a keyboard, and without scripts.

import assert from 'node:assert/strict';
import test from 'node:test';
import { PEOPLE } from './people.js';
import { SHIPPED, startBrowser, startGateway, startOtherSite } from './support.js';

const browser = await startBrowser();
const gateway = await startGateway(SHIPPED);
const otherSite = await startOtherSite();

const TOPIC = 'Refugees & Asylum Seekers';
const TOPIC_PLACE = 'topics/refugees-asylum-seekers';
const REPORT = 'Limits on Access to Asylum After Title 42: One Month of Monitoring U.S.-Mexico Border Ports of Entry';

for (const [way, Person] of Object.entries(PEOPLE)) {
  test(`a person finds a report, ${way}`, async () => {
    const person = await Person.arrive(browser);
    const { page } = person;
    const found = page.getByRole('heading', { level: 2, name: /found/ });
    await person.open(gateway);

    await person.type(page.getByLabel('Search reports'), 'asylu');
    if (person.hasScripts) {
      await page.getByRole('option', { name: TOPIC }).waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('option').count(), 0);
    }
    await page.keyboard.type('m');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${gateway}?q=asylum`);
    const all = parseInt(await found.innerText());

    await person.tick(page.getByRole('checkbox', { name: /^2023 / }));
    await person.follow(person.button('Apply filters'), `${gateway}?q=asylum&year=2023`);
    const narrowed = parseInt(await found.innerText());
    assert.ok(0 < narrowed && narrowed < all, `${narrowed} of ${all}`);

    await person.follow(person.link('Remove 2023'), `${gateway}?q=asylum`);
    assert.equal(parseInt(await found.innerText()), all);
    await person.follow(person.link('Clear all'), gateway);

    await person.type(page.getByLabel('Search reports'), 'ports of entry');
    await person.follow(person.button('Search'), `${gateway}?q=ports+of+entry`);
    await person.press(person.link(REPORT));
    await page.waitForURL(`${gateway}reports/*`);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), REPORT);
    await person.leave();
  });

  test(`a person follows a topic, ${way}`, async () => {
    const person = await Person.arrive(browser);
    await person.open(gateway);

    await person.follow(person.link(TOPIC, person.page.getByRole('navigation', { name: 'Topics' })), gateway + TOPIC_PLACE);
    await person.follow(person.link('Subscribe to new reports'), `${gateway}${TOPIC_PLACE}/feed`);
    await person.copy(person.page.getByLabel('Address of the feed'));

    const address = await person.pasted();
    assert.equal(address, `${gateway}${TOPIC_PLACE}/feed.atom`);
    assert.equal((await fetch(address)).status, 200);
    await person.leave();
  });

  test(`a person puts a topic on a site of their own, ${way}`, async () => {
    const person = await Person.arrive(browser);
    const { page } = person;
    await person.open(gateway + TOPIC_PLACE);

    await person.follow(person.link('Share', page.getByRole('main')), `${gateway}${TOPIC_PLACE}/share`);
    await person.tick(page.getByRole('radio', { name: /^List/ }));
    await person.pick(page.getByLabel('Colors'), 'Dark');
    if (!person.hasScripts) await person.press(person.button('Update preview'));
    await page.waitForURL(`${gateway}${TOPIC_PLACE}/share?style=list&theme=dark`);
    const previewed = await page.locator('.preview iframe').getAttribute('src');
    await person.copy(page.getByLabel('Paste this where the list should appear'));
    const code = await person.pasted();
    await person.copy(page.getByLabel('Once per page'));
    const script = await person.pasted();

    // Visitors of that site see what was chosen.
    await person.open(otherSite.publish(`<h1>My own site</h1>${code}${script}`));
    const frame = page.frames()[1];
    await frame.waitForURL(previewed);
    const card = frame.getByRole('article');
    assert.equal(await card.evaluate(() => document.documentElement.dataset.theme), 'dark');
    // The list shows abstracts.
    await card.locator('li p').first().waitFor();
    if (person.hasScripts) await takesItsHeight(page.locator('iframe'), card);
    const report = card.getByRole('listitem').getByRole('link').first();
    const title = await report.innerText();
    await person.press(report);
    await page.waitForURL(`${gateway}reports/*`);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), title);
    await person.leave();
  });
}

/** Waits until a frame is as high as its card, so that nothing is hidden and no space is empty. */
async function takesItsHeight(frame, card) {
  const { height } = await card.boundingBox();
  await frame.page().waitForFunction((height) => Math.abs(document.querySelector('iframe').clientHeight - height) < 1, height);
}

test('a suggestion that is taken leads to what it names, by mouse and by keyboard', async () => {
  for (const way of ['by mouse', 'by keyboard alone']) {
    const person = await PEOPLE[way].arrive(browser);
    await person.open(gateway);

    await person.type(person.page.getByLabel('Search reports'), 'refug');
    const option = person.page.getByRole('option', { name: TOPIC });
    await option.waitFor();
    if (way === 'by mouse') await option.click();
    else {
      while ((await option.getAttribute('aria-selected')) !== 'true') await person.page.keyboard.press('ArrowDown');
      await person.page.keyboard.press('Enter');
    }

    await person.page.waitForURL(gateway + TOPIC_PLACE);
    await person.leave();
  }
});
