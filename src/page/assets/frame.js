// For sites that embed this gateway: adjusts the height of frames to their content, and turns plain lists into
// frames. Both also work without this script. It contacts no server and stores nothing.
(() => {
  'use strict';
  const own = document.currentScript?.src.replace(/embed\.js.*/, '');
  if (!own || window[own]) return;
  window[own] = true;
  const frames = [];
  const isEmbed = (url) =>
    url.startsWith(own) && /^([a-z]{2}\/)?((topics|reports)\/[\w-]+\/)?embed(\/[a-z]+)?([?#]|$)/.test(url.slice(own.length));

  // The list stays until the frame has answered.
  function upgrade(list, url) {
    const frame = document.createElement('iframe');
    list.removeAttribute('data-feedgate-embed');
    frame.title = (list.querySelector('h3') || list).textContent.trim().slice(0, 200);
    frame.sandbox = 'allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';
    frame.style = 'display:block;border:0;width:100%;height:0;visibility:hidden';
    frame.src = url;
    list.append(frame);
  }

  function look() {
    for (const list of document.querySelectorAll('[data-feedgate-embed]')) {
      const url = list.getAttribute('data-feedgate-embed');
      if (isEmbed(url)) upgrade(list, url);
    }
    for (const frame of document.querySelectorAll('iframe')) {
      if (frames.includes(frame) || !isEmbed(frame.src)) continue;
      const id = frames.push(frame) - 1;
      // A sandboxed frame has no origin, so the message is sent to `*`.
      const ask = () => frame.contentWindow.postMessage({ type: 'setHeight', id }, '*');
      frame.addEventListener('load', ask);
      ask();
    }
  }

  addEventListener('message', ({ data, origin, source }) => {
    const frame = frames.find((frame) => source && source === frame.contentWindow);
    if (!frame || (origin !== 'null' && !own.startsWith(origin + '/'))) return;
    if (data?.type !== 'setHeight' || frames[data.id] !== frame || !(Number.isFinite(data.height) && data.height > 0)) return;
    frame.style.height = Math.min(Math.ceil(data.height), 20000) + 'px';
    if (!frame.style.visibility) return;
    frame.style.visibility = '';
    while (frame.previousSibling) frame.previousSibling.remove();
  });

  look();
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();
