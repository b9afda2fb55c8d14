// The curators' desk in a real browser: a curator's way from the login to the feed, and barriers on every page.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import axe from 'axe-core';
import { PEOPLE } from './people.js';
import { SHIPPED, path, startBrowser } from './support.js';

const PROGRAM = process.env.FEEDGATE_BIN ?? path('../../target/debug/feedgate');
const PASSWORD = 'correct horse battery';
const REPORT = 'ending-mandatory-detention';

const browser = await startBrowser();

/** Serves a copy of the shipped collection, with Eva as its curator. */
async function startDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'feedgate-desk-'));
  const collection = join(folder, 'collection.json');
  await copyFile(SHIPPED, collection);
  // Its picture is in a file next to it.
  await copyFile(path('../../config/immigration.svg'), join(folder, 'immigration.svg'));
  const env = { FEEDGATE_STATE__DATABASE: join(folder, 'desk.db') };
  const set = spawnSync(PROGRAM, ['--collection', collection, 'desk', 'password', 'Eva'], { env, input: `${PASSWORD}\n`, cwd: folder });
  assert.equal(set.status, 0, String(set.stderr));
  const options = ['--collection', collection, '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0'];
  const gateway = spawn(PROGRAM, options, { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  after(async () => {
    gateway.kill();
    await rm(folder, { recursive: true, force: true });
  });
  let log = '';
  return new Promise((resolve, reject) => {
    gateway.stderr.on('data', (text) => {
      log += text;
      const [serving, admin] = [/serving (http:\/\/[\d.:]+\/)/.exec(log), / admin=([\d.:]+)/.exec(log)];
      if (serving && admin) resolve({ gateway: serving[1], desk: `http://${admin[1]}/desk` });
    });
    gateway.on('exit', () => reject(new Error(`${PROGRAM} does not serve:\n${log}`)));
  });
}

const { gateway, desk } = await startDesk();

async function logIn(person) {
  const { page } = person;
  await person.open(desk);
  await page.waitForURL(`${desk}/login`);
  await person.type(page.getByLabel('Name'), 'Eva');
  await person.type(page.getByLabel('Password'), PASSWORD);
  await person.follow(person.button('Log in'), desk);
}

for (const [way, Person] of Object.entries(PEOPLE)) {
  test(`a curator adds a report, corrects it and withdraws it, ${way}`, async () => {
    const person = await Person.arrive(browser);
    const { page } = person;
    await logIn(person);

    await person.follow(person.link('Add a report'), `${desk}/add-report`);
    await person.type(page.getByLabel('Date of publication'), 'May');
    // The Enter key in a field reviews the form.
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('Date of publication').inputValue(), 'May');
    const title = `Added ${way}`;
    await person.type(page.getByLabel('Title').first(), title);
    await person.type(page.getByLabel('Date of publication'), '2024-05');
    await person.tick(page.getByRole('checkbox').first());
    await person.press(person.button('Review the change'));
    await page.getByRole('region', { name: 'Changes in the file' }).getByText(title).waitFor();
    await person.press(person.button('Write the change'));
    await page.getByText('The report is added.').waitFor();
    const feed = await (await fetch(`${gateway}feed.json`)).json();
    assert.equal(feed.items[0].title, title);

    await person.type(page.getByLabel('DOI'), '10.1234/abc');
    // Arrow keys choose a radio button only when one is chosen, so it is pressed here.
    await page.getByLabel('No', { exact: true }).check();
    await person.press(person.button('Review the change'));
    await person.press(person.button('Write the change'));
    await page.getByText('The report is corrected.').waitFor();

    await person.press(person.link('Withdraw this report'));
    await person.type(page.getByLabel('Reason'), 'A test.');
    await person.press(person.button('Review the change'));
    await person.press(person.button('Write the change'));
    await page.getByText('The report is withdrawn.').waitFor();
    const address = feed.items[0].url;
    assert.equal((await fetch(gateway + new URL(address).pathname.slice(1))).status, 410);

    await person.follow(person.link('History'), `${desk}/history`);
    await page.getByText(`Eva withdrew “${title}”`).waitFor();
    await person.follow(person.button('Log out'), `${desk}/login`);
    // A form that is refused is an error in the console of the browser.
    person.complaints = person.complaints.filter((complaint) => !complaint.includes('422'));
    await person.leave();
  });
}

/** Suggests a report as an app does. Returns its number. */
async function suggest(title, more = {}) {
  const suggestion = { title, doi: `10.1234/${encodeURIComponent(title)}`, ...more };
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(suggestion) };
  const reply = await fetch(`${gateway}api/v1/suggestions`, options);
  assert.equal(reply.status, 201, await reply.clone().text());
}

for (const [way, Person] of Object.entries(PEOPLE)) {
  test(`a curator accepts one suggestion and declines two others at once, ${way}`, async () => {
    for (const name of ['Rivers', 'Spam', 'More spam']) {
      await suggest(`${name} ${way}`, { published: '2023', note: 'A note.', sender: { name: 'Ana', email: 'ana@example.org' } });
    }
    const person = await Person.arrive(browser);
    const { page } = person;
    await logIn(person);
    // How many wait is told next to the link.
    await person.follow(page.getByRole('navigation').getByRole('link', { name: /^Inbox/ }), `${desk}/inbox`);

    await person.press(page.getByRole('link', { name: `Rivers ${way}` }));
    await page.getByRole('heading', { name: `Rivers ${way}` }).waitFor();
    await page.getByRole('link', { name: 'ana@example.org' }).waitFor();
    await person.type(page.getByLabel('Title').first(), `Accepted ${way}`);
    await person.press(person.button('Review before accepting'));
    await page.getByRole('region', { name: 'Changes in the file' }).getByText(`Accepted ${way}`).waitFor();
    await person.press(person.button('Write the change'));
    await page.getByText('The suggestion is accepted', { exact: false }).first().waitFor();
    const feed = await (await fetch(`${gateway}feed.json`)).json();
    assert.equal(feed.items[0].title, `Accepted ${way}`);

    await person.press(person.link('Back to the inbox'));
    await person.tick(page.getByRole('checkbox', { name: `Choose: Spam ${way}` }));
    await person.tick(page.getByRole('checkbox', { name: `Choose: More spam ${way}` }));
    await person.type(page.getByLabel('Your words to the senders'), 'No advertisements.');
    await person.press(person.button('Decline the chosen ones'));
    await page.getByText('2 suggestions are declined.').waitFor();
    await person.press(person.link('Declined'));
    await person.press(page.getByRole('link', { name: `More spam ${way}`, exact: true }));
    await page.getByText('No advertisements.').first().waitFor();
    await person.press(person.button('Undo the decision'));
    await page.getByText('It waits for a decision.').waitFor();
    await person.leave();
  });
}

test('similar reports are next to the form where there is room, and below it on a phone', async () => {
  await suggest('Ending mandatory detention of others');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${desk}/login`);
  await page.getByLabel('Name').fill('Eva');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(desk);
  await page.goto(`${desk}/inbox`);
  await page.getByRole('link', { name: 'Ending mandatory detention of others' }).click();
  const boxes = async () => [await page.locator('form.entry').boundingBox(), await page.locator('aside').boundingBox()];
  await page.setViewportSize({ width: 1280, height: 800 });
  const [form, similar] = await boxes();
  assert.ok(similar.x >= form.x + form.width && Math.abs(similar.y - form.y) < 60, 'next to it');
  await page.setViewportSize({ width: 375, height: 800 });
  const [narrow, below] = await boxes();
  assert.ok(below.y >= narrow.y + narrow.height, 'below it');
  await context.close();
});

test('a box and its label are never torn apart, and a login that ends loses no form', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const logIn = async () => {
    await page.getByLabel('Name').fill('Eva');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  await page.goto(`${desk}/login`);
  await logIn();
  await page.waitForURL(desk);
  await suggest('With topics to choose', { url: 'https://example.org/with-topics-to-choose' });
  await page.goto(`${desk}/inbox`);
  await page.getByRole('link', { name: 'With topics to choose' }).click();
  const suggestion = page.url();
  for (const place of [suggestion, `${desk}/add-report`]) {
    await page.goto(place);
    for (let width = 600; width <= 1500; width += 25) {
      await page.setViewportSize({ width, height: 800 });
      const torn = await page.locator('.boxes label').evaluateAll((labels) => labels.filter((label) => {
        const [box, text] = [label.querySelector('input'), label.querySelector('span')].map((part) => part.getClientRects()[0]);
        return text.left < box.right || text.left - box.right > 40 || text.top - box.top > 40;
      }).map((label) => label.textContent.trim()));
      assert.deepEqual(torn, [], `at ${width}`);
    }
  }
  await page.getByLabel('Title').first().fill('Typed for long');
  await page.getByLabel('Abstract').first().fill('One.\n\nTwo.');
  const other = await context.newPage();
  await other.goto(desk);
  await other.getByRole('button', { name: 'Log out' }).click();
  await other.waitForURL(`${desk}/login`);
  await page.getByRole('button', { name: 'Review the change' }).click();
  await page.getByText('Your login has ended').waitFor();
  await logIn();
  await page.getByText('You logged in again.').waitFor();
  assert.equal(await page.getByLabel('Title').first().inputValue(), 'Typed for long');
  assert.equal(await page.getByLabel('Abstract').first().inputValue(), 'One.\n\nTwo.');
  // The same with a login in another tab.
  await other.goto(desk);
  await other.getByRole('button', { name: 'Log out' }).click();
  await other.waitForURL(`${desk}/login`);
  await other.getByLabel('Name').fill('Eva');
  await other.getByLabel('Password').fill(PASSWORD);
  await other.getByRole('button', { name: 'Log in' }).click();
  await other.waitForURL(desk);
  await page.getByLabel('Date of publication').fill('2024');
  await page.getByRole('button', { name: 'Review the change' }).click();
  await page.getByText('You logged in again.').waitFor();
  assert.equal(await page.getByLabel('Date of publication').inputValue(), '2024');
  await page.getByRole('button', { name: 'Review the change' }).click();
  await page.getByRole('region', { name: 'Changes in the file' }).getByText('Typed for long').waitFor();
  await context.close();
});

test('axe finds no barrier at the desk', async () => {
  const pictures = path('screenshots/desk');
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  for (const [colors, width] of [['light', 1280], ['dark', 1280], ['light', 320], ['dark', 320]]) {
    const context = await browser.newContext({ colorScheme: colors, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const look = async (name) => {
      await page.screenshot({ path: `${pictures}/${name}, ${colors}, ${width}.png`, fullPage: true });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} is too wide at ${width}`);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
      assert.deepEqual(found, [], `${name}, ${colors}, ${width}`);
    };
    await page.goto(`${desk}/login`);
    await look('login');
    await page.getByLabel('Name').fill('Eva');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(desk);
    await look('start');
    await page.goto(`${desk}/inbox`);
    await look('inbox');
    await page.goto(`${desk}/inbox?state=all`);
    await look('inbox of all');
    const title = `Ending mandatory detention, ${colors}, ${width}`;
    await suggest(title, { url: 'https://example.org/' + encodeURIComponent(title), note: 'A note.\nOf two lines.',
      published: '2023', authors: [{ name: 'Ana' }], sender: { name: 'Ana', organization: 'Rivers United', email: 'ana@example.org' } });
    await page.goto(`${desk}/inbox`);
    await page.getByRole('link', { name: title }).click();
    await look('suggestion');
    await page.getByRole('button', { name: 'Review before accepting' }).click();
    await page.getByRole('region', { name: 'Changes in the file' }).waitFor();
    await look('review of a suggestion');
    await page.getByRole('button', { name: 'Write the change' }).click();
    await page.getByRole('status').waitFor();
    await look('accepted suggestion');
    const places = { reports: 'reports', topics: 'topics', collection: 'collection', history: 'history', password: 'password',
      add: 'add-report', report: `reports/${REPORT}`, withdraw: `reports/${REPORT}/withdraw`, 'new topic': 'add-topic' };
    for (const [name, place] of Object.entries(places)) {
      await page.goto(`${desk}/${place}`);
      await look(name);
    }
    await page.goto(`${desk}/reports/${REPORT}`);
    await page.getByLabel('Date of publication').fill('May');
    await page.getByLabel('DOI').fill('doi:');
    await page.getByLabel('No', { exact: true }).check();
    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.getByRole('alert').waitFor();
    await look('faults');
    await page.getByLabel('Date of publication').fill('2023-05');
    await page.getByLabel('DOI').fill('10.1234/abc');
    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.getByRole('region', { name: 'Changes in the file' }).waitFor();
    await look('review');
    await context.close();
  }
});
