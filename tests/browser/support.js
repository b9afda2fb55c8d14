// A gateway, a browser and another site, each running as long as the tests of one file.
//
// Neither this file nor the tests contact any other machine.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

/** A path relative to this folder. */
export const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const PROGRAM = process.env.FEEDGATE_BIN ?? path('../../target/debug/feedgate');

/** The shipped collection: real texts. */
export const SHIPPED = path('../../config/collection.json');
/** Markup in every field, a topic without reports, and a withdrawn report. */
export const MARKUP = path('markup.json');
/** A language written from right to left, with words of another language in its texts. */
export const RTL = path('rtl.json');

/** The pages and embeds of a gateway, with their addresses below its own; `{gateway}` is that address. */
export const PAGES = {
  [SHIPPED]: {
    'the collection': '',
    'its second page': 'page/2',
    'a search': '?q=asylum&topic=refugees-asylum-seekers&topic=-women',
    'a search in a grid': '?year=2023&sort=title&view=grid',
    'a search that finds nothing': '?q=zzzz&place=Nowhere',
    'a topic': 'topics/refugees-asylum-seekers',
    'a report': 'reports/matamoros-reynosa-asylum-ban',
    'how to follow': 'feed',
    'how to follow a search': 'feed?q=asylum',
    'how to follow a topic': 'topics/refugees-asylum-seekers/feed',
    'how to share': 'share',
    'how to share a topic': 'topics/refugees-asylum-seekers/share?style=headline&count=10&theme=dark&width=320',
    'how to share a topic as a list': 'topics/refugees-asylum-seekers/share?style=list&form=html',
    'how to share a report': 'reports/matamoros-reynosa-asylum-ban/share',
    'how to share a search': 'share?q=asylum&style=headline&theme=dark',
    'the doctor': 'share/doctor',
    'the doctor on a report': 'share/doctor?url={gateway}reports%2Fmatamoros-reynosa-asylum-ban',
    'the reference of the API': 'api',
    'how to harvest': 'oai',
    'the hub': 'hub',
    'how to suggest a report': 'suggest',
    'how to suggest many reports': 'suggest/many',
    'the collection in Spanish': 'es',
    'a search in Spanish': 'es?q=asylum',
    'a topic in Spanish': 'es/topics/refugees-asylum-seekers',
    'a report in Spanish': 'es/reports/matamoros-reynosa-asylum-ban',
    'how to follow in Spanish': 'es/feed',
    'how to share in Spanish': 'es/share',
    'how to harvest in Spanish': 'es/oai',
    'the hub in Spanish': 'es/hub',
    'how to suggest a report in Spanish': 'es/suggest',
    'how to suggest many reports in Spanish': 'es/suggest/many',
    'the doctor in Spanish': 'es/share/doctor',
    'nothing': 'nothing',
  },
  [MARKUP]: {
    'markup in a collection': '',
    'markup in a topic': 'topics/full',
    'markup in a report': 'reports/markup',
    'an abstract in HTML': 'reports/html',
    'an empty topic': 'topics/empty',
    'markup in a search': '?q=%3Cb%3E&place=%22%3E%3Cscript%3E',
    'markup to share': 'topics/full/share?style=list',
    'markup to share as a list': 'reports/markup/share?form=html',
    'a report that left': 'reports/gone',
  },
  [RTL]: {
    'an Arabic collection': '',
    'an Arabic search': '?q=%D8%A7%D9%84%D9%84%D8%AC%D9%88%D8%A1&place=%D9%84%D8%A8%D9%86%D8%A7%D9%86',
    'an Arabic topic': 'topics/asylum',
    'an Arabic report': 'reports/roads',
    'how to follow in Arabic': 'feed',
    'how to share in Arabic': 'share?form=html',
  },
};
export const EMBEDS = {
  [SHIPPED]: {
    'card of the collection': 'embed',
    'card of a topic': 'topics/refugees-asylum-seekers/embed',
    'card of a report': 'reports/matamoros-reynosa-asylum-ban/embed',
    'card in light': 'topics/refugees-asylum-seekers/embed?theme=light',
    'card in dark': 'topics/refugees-asylum-seekers/embed?theme=dark',
    'card as a list': 'topics/refugees-asylum-seekers/embed/list',
    'card as headlines': 'embed/headline?count=3',
    'headlines in dark': 'embed/headline?theme=dark',
    'headline of a report': 'reports/matamoros-reynosa-asylum-ban/embed/headline',
    'card of a search': 'embed?q=asylum&count=10',
    'card in Spanish': 'es/topics/refugees-asylum-seekers/embed',
  },
  [MARKUP]: {
    'markup in a card of a topic': 'topics/full/embed',
    'markup in a card of a report': 'reports/markup/embed',
    'card of an empty topic': 'topics/empty/embed',
    'markup in a list': 'topics/full/embed/list',
  },
  [RTL]: {
    'an Arabic card': 'topics/asylum/embed',
  },
};

/** Serves a collection on a free port. Resolves to the gateway's address, with a slash at the end, when the index is
 * built too. `settings` are variables of its environment. */
export async function startGateway(collection, settings = {}) {
  // An empty environment, so that it sets nothing.
  const gateway = spawn(
    PROGRAM,
    ['--config', path('../../config/feedgate.toml'), '--collection', collection, '--listen', '127.0.0.1:0', '--admin-listen', 'off'],
    // Not the database of a gateway that somebody runs in this folder.
    { env: { FEEDGATE_STATE__DATABASE: '/nonexistent/feedgate.db', ...settings }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  after(() => gateway.kill());
  let log = '';
  const serving = new Promise((resolve, reject) => {
    gateway.stderr.on('data', (text) => {
      log += text;
      const found = /serving (http:\/\/[\d.:]+\/)/.exec(log);
      if (found) resolve(found[1]);
    });
    gateway.on('error', reject);
    gateway.on('exit', () => reject(new Error(`${PROGRAM} does not serve:\n${log}`)));
  });
  const address = await serving;
  // The index takes a moment longer.
  while ((await fetch(`${address}?q=a`)).status === 503) await new Promise((resolve) => setTimeout(resolve, 20));
  return address;
}

/** The `places` with a layout of their own, without those that only show the same in another language. */
export function kinds(places) {
  return Object.fromEntries(Object.entries(places).filter(([name]) => !name.endsWith('in Spanish')));
}

/** Addresses by name, from one gateway for each collection in `places`. */
export async function startGateways(places) {
  const addresses = {};
  for (const [collection, below] of Object.entries(places)) {
    const gateway = await startGateway(collection);
    for (const [name, place] of Object.entries(below)) {
      addresses[name] = gateway + place.replace('{gateway}', encodeURIComponent(gateway));
    }
  }
  return addresses;
}

/** Chromium. It resolves only this machine's name, so a page cannot contact other hosts. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', '--disable-quic', '--disable-gpu'],
    // Scrollbars take space, which affects the height of a card.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  after(() => browser.close());
  return browser;
}

/** A site other than the gateway. Every published page gets an address there. */
export async function startOtherSite() {
  const pages = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(pages[request.url.slice(1)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return {
    publish(body) {
      pages.push(`<!doctype html><link rel="icon" href="data:,"><title>Other site</title>${body}`);
      return `http://127.0.0.1:${server.address().port}/${pages.length - 1}`;
    },
  };
}

/** Exports a collection and serves the files with nginx. Resolves to their address, with a slash at the end. */
export async function startFiles(collection) {
  const folder = await mkdtemp(`${tmpdir()}/feedgate-`);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const files = `${folder}/files`;
  const exporting = spawn(PROGRAM, ['export', files, '--collection', collection, '--public-url', address, '--quiet'], {
    env: {},
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(exporting, 'exit');
  if (code !== 0) throw new Error(`feedgate export ended with ${code}`);
  // As root, nginx would otherwise read the files as another user, who may not.
  const user = process.getuid() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    `${folder}/nginx.conf`,
    `${user} daemon off; pid ${folder}/pid; error_log ${folder}/errors; worker_processes 1; events {}
     http { access_log off; ${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
     server { listen 127.0.0.1:${port}; root ${files}; absolute_redirect off; include ${files}/.feedgate/nginx.conf; } }`,
  );
  const nginx = spawn('nginx', ['-e', `${folder}/errors`, '-p', folder, '-c', `${folder}/nginx.conf`], { stdio: 'inherit' });
  after(async () => {
    nginx.kill();
    await once(nginx, 'exit');
    await rm(folder, { recursive: true });
  });
  while (!(await fetch(address).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 20));
  return address;
}

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The barriers that axe finds on a page, and those that it leaves to people to check. */
export async function barriers(page, colors) {
  await page.evaluate(axe.source);
  const rules = {
    // Forced colors are the system's, but axe sees the page's own colors.
    'color-contrast': { enabled: colors !== 'forced' },
    // The embed in a page's frame is opened on its own as well.
    'frame-tested': { enabled: false },
  };
  const { violations, incomplete } = await page.evaluate((rules) => window.axe.run({ preload: false, rules }), rules);
  return [...violations, ...incomplete].map(({ id, help, nodes }) => {
    return `${id}: ${help}: ${nodes.map((node) => node.target).join(', ')}`;
  });
}
