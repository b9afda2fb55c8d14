// Visitors and organizations suggest reports: with a mouse, with only a keyboard, and without scripts.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import axe from 'axe-core';
import { PEOPLE } from './people.js';
import { SHIPPED, startBrowser, startGateway } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'feedgate-'));
after(() => rmSync(folder, { recursive: true }));
const browser = await startBrowser();
const settings = { FEEDGATE_STATE__DATABASE: join(folder, 'f.db'), FEEDGATE_INBOX__PER_CLIENT_PER_HOUR: '1000' };
const gateway = await startGateway(SHIPPED, settings);

const LINK = "Add your organization's content";
const PRIVATE = new RegExp(`^${gateway}suggest/[A-Za-z0-9_-]{32}$`);
const BIBTEX = `@techreport{a, title={Dams of WAY}, year={2021}, url={https://example.org/WAY/dams}}
@techreport{b, title={Wells of WAY}, year={2022}, url={https://example.org/WAY/wells}}`;

for (const [way, Person] of Object.entries(PEOPLE)) {
  const name = way.replaceAll(' ', '-');

  test(`a visitor suggests a report and corrects it, ${way}`, async () => {
    const person = await Person.arrive(browser);
    const { page } = person;
    await person.open(gateway);
    await person.follow(person.link(LINK), `${gateway}suggest`);

    await person.type(page.getByLabel('Web address or DOI'), 'nowhere');
    await person.press(person.button('Send suggestion'));
    // A person takes longer.
    await page.waitForTimeout(2500);
    await person.press(person.button('Send suggestion'));
    await page.getByText('Enter a full web address').waitFor();
    await page.getByText('Enter the title.').waitFor();
    assert.equal(await page.getByLabel('Web address or DOI').inputValue(), 'nowhere');

    await person.type(page.getByLabel('Web address or DOI'), `https://example.org/${name}`);
    await person.type(page.getByLabel('Title'), `Rivers ${way}`);
    await person.type(page.getByLabel('Why does it belong'), 'It is about <b>rivers</b>.');
    await person.type(page.getByLabel('Your email address'), 'ana@example.org');
    await person.press(person.button('Send suggestion'));
    await page.waitForURL(PRIVATE);
    await page.getByRole('heading', { name: `Rivers ${way}` }).waitFor();
    await page.getByText('Received', { exact: true }).waitFor();
    const own = page.url();

    await person.press(page.getByText('Correct this suggestion'));
    await person.type(page.getByLabel('Title'), `Lakes ${way}`);
    await person.press(person.button('Save the correction'));
    await page.getByRole('heading', { name: `Lakes ${way}` }).waitFor();
    assert.equal(page.url(), own);
    await person.press(person.button('Delete my name and email address'));
    await page.getByText('are not stored').waitFor();
    await person.press(person.button('Take this suggestion back'));
    await page.getByText('Taken back', { exact: true }).waitFor();
    // The browser tells of each form that came back with errors.
    person.complaints = person.complaints.filter((complaint) => !/status of 422/.test(complaint));
    await person.leave();
  });

  test(`an organization suggests many reports, ${way}`, async () => {
    const person = await Person.arrive(browser);
    const { page } = person;
    await person.open(`${gateway}suggest`);
    await person.follow(person.link('Suggest many reports'), `${gateway}suggest/many`);

    await person.type(page.getByLabel('Organization'), 'Rivers United');
    await page.getByLabel('Paste BibTeX').fill(BIBTEX.replaceAll('WAY', name));
    await person.press(person.button('Show the reports'));
    await page.getByRole('group', { name: 'Report 2' }).waitFor();
    await person.type(page.getByLabel('Title').first(), `Big dams of ${name}`);
    await page.waitForTimeout(2500);
    await person.press(person.button('Send suggestions'));
    await page.waitForURL(PRIVATE);
    await page.getByRole('heading', { name: `Big dams of ${name}` }).waitFor();
    await page.getByRole('heading', { name: `Wells of ${name}` }).waitFor();
    await person.leave();
  });
}

test('a report that the collection has is answered with a link to it', async () => {
  const person = await PEOPLE['by mouse'].arrive(browser);
  const { page } = person;
  await person.open(`${gateway}suggest`);
  const report = `${gateway}reports/matamoros-reynosa-asylum-ban`;
  await person.type(page.getByLabel('Web address or DOI'), report);
  await person.type(page.getByLabel('Title'), 'x');
  await page.waitForTimeout(2500);
  await person.press(person.button('Send suggestion'));
  await page.getByText('The collection already has this report').getByRole('link').click();
  await page.waitForURL(report);
  person.complaints = person.complaints.filter((complaint) => !/status of 409/.test(complaint));
  await person.leave();
});

test('a browser does the work that the form asks for, also while the visitor types', async () => {
  const settings = { FEEDGATE_STATE__DATABASE: join(folder, 'proof.db'), FEEDGATE_INBOX__PROOF_OF_WORK_BITS: '12' };
  const guarded = await startGateway(SHIPPED, settings);
  const person = await PEOPLE['by mouse'].arrive(browser);
  const { page } = person;
  await person.open(`${guarded}suggest`);
  await person.type(page.getByLabel('Web address or DOI'), 'https://example.org/proof');
  await person.type(page.getByLabel('Title'), 'With a proof');
  await page.waitForTimeout(2500);
  await person.press(person.button('Send suggestion'));
  await page.getByRole('heading', { name: 'With a proof' }).waitFor();
  await person.leave();

  // Without scripts there is no proof, and the page says what to do.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const bare = await context.newPage();
  await bare.goto(`${guarded}suggest`);
  await bare.getByLabel('Web address or DOI').fill('https://example.org/bare');
  await bare.getByLabel('Title').fill('Without a proof');
  await bare.waitForTimeout(2500);
  await bare.getByRole('button', { name: 'Send suggestion' }).click();
  await bare.getByText('Please turn on JavaScript').waitFor();
  assert.equal(await bare.getByLabel('Title').inputValue(), 'Without a proof');
  await context.close();
});

test('the private page and a form with errors can be used by everybody', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(`${gateway}suggest`);
    await page.waitForTimeout(2500);
    await page.getByRole('button', { name: 'Send suggestion' }).click();
    await page.getByText('Enter the title.').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByLabel('Web address or DOI').fill(`https://example.org/axe-${colorScheme}`);
    await page.getByLabel('Title').fill(`Axe ${colorScheme}`);
    await page.getByRole('button', { name: 'Send suggestion' }).click();
    await page.waitForURL(PRIVATE);
    assert.deepEqual(await barriers(page), []);
    await context.close();
  }
});

/** The barriers that axe finds. */
async function barriers(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
