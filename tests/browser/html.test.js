// The Nu HTML checker checks every page and embed as it is sent.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { after } from 'node:test';
import checker from 'vnu-jar';
import { EMBEDS, PAGES, startGateways } from './support.js';

const everything = { ...(await startGateways(PAGES)), ...(await startGateways(EMBEDS)) };
const folder = await mkdtemp(join(tmpdir(), 'feedgate-html-'));
after(() => rm(folder, { recursive: true }));

test('the HTML checker has nothing to say about any page or embed', async () => {
  const names = {};
  for (const [number, [name, address]] of Object.entries(everything).entries()) {
    const reply = await fetch(address, { headers: { accept: 'text/html' } });
    assert.match(reply.headers.get('content-type'), /^text\/html/, name);
    names[`${number}.html`] = name;
    await writeFile(join(folder, `${number}.html`), await reply.text());
  }

  const { messages } = await check(Object.keys(names));

  const said = messages.map(({ url, type, subType, message, extract, lastLine }) => {
    return `${names[basename(url)]}, line ${lastLine}: ${subType ?? type}: ${message} ${extract?.replace(/\s+/g, ' ')}`;
  });
  assert.ok(said.length === 0, `\n${said.join('\n')}`);
});

/** The checker's messages about all files of the folder. One run, because starting Java is slow. */
function check(files) {
  const args = ['-Xss1m', '-jar', String(checker), '--stdout', '--exit-zero-always', '--format', 'json', ...files];
  return new Promise((resolve, reject) => {
    execFile('java', args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, said) => (error ? reject(error) : resolve(JSON.parse(said))));
  });
}
