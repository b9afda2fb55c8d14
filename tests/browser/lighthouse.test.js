// Lighthouse's opinion of each kind of page, loaded as by a mid-range phone.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import * as launcher from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { PAGES, SHIPPED, kinds, startGateways } from './support.js';

// A busy machine makes any page slow, so a single run says nothing about speed. Only the median of several runs is
// measured (`npm run figures`).
const LOOKS = Number(process.env.LOOKS ?? 1);
const FAST = 99;
// Search engines are asked not to index other pages, and that alone costs a page a third of its score.
const FOR_SEARCH_ENGINES = ['the collection', 'its second page', 'a topic', 'a report', 'how to follow', 'how to follow a topic'];
// Pages load at once and do not change afterwards, so Lighthouse need not wait for more.
const PAUSES = { pauseAfterFcpMs: 100, pauseAfterLoadMs: 100, networkQuietThresholdMs: 100, cpuQuietThresholdMs: 100 };

// Lighthouse does not rate pages that do not exist.
const { nothing, ...pages } = await startGateways({ [SHIPPED]: kinds(PAGES[SHIPPED]) });
const browser = await launcher.launch({
  chromePath: '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
after(() => browser.kill());

for (const [name, address] of Object.entries(pages)) {
  test(`Lighthouse finds nothing to improve: ${name}`, async (test) => {
    const categories = ['accessibility', 'best-practices'];
    if (FOR_SEARCH_ENGINES.includes(name)) categories.push('seo');

    const performances = [];
    for (let look = 0; look < LOOKS; look += 1) {
      const { scores, faults } = await audit(address, LOOKS > 1 ? ['performance', ...categories] : categories);
      const { performance, ...others } = scores;
      if (LOOKS > 1) performances.push(performance);
      assert.deepEqual(others, Object.fromEntries(categories.map((category) => [category, 100])), faults.join('\n'));
    }

    if (LOOKS === 1) return;
    const performance = performances.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)];
    test.diagnostic(`${name}: ${performance} in performance, 100 in ${categories.join(', ')}`);
    assert.ok(performance >= FAST, `${performances}`);
  });
}

/** Scores from 0 to 100 by category, and the reasons for lost points in some categories. */
async function audit(address, onlyCategories) {
  const { lhr } = await lighthouse(address, { port: browser.port, logLevel: 'error', onlyCategories, ...PAUSES });
  assert.equal(lhr.runtimeError?.message, undefined);
  const scores = {};
  const faults = [];
  for (const { id: category, score, auditRefs } of Object.values(lhr.categories)) {
    scores[category] = Math.round(score * 100);
    for (const { id, weight } of auditRefs) {
      const { title, score, explanation } = lhr.audits[id];
      if (weight > 0 && score !== null && score < 1) faults.push([category, title, explanation].filter(Boolean).join(': '));
    }
  }
  return { scores, faults };
}
