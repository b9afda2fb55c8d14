// Tells the page around this frame how high its card is. Speaks WordPress's protocol (a secret in the
// address's fragment; messages `height` and `link`), and answers any page that asks with
// {type: 'setHeight', id}, as Mastodon's pages do.
(function () {
  'use strict';
  if (window.parent === window) return;
  document.documentElement.classList.add('framed');
  var found = /[#&?]secret=(\w+)/.exec(window.location.hash);
  var secret = found && found[1];
  // Not the document, which is never less high than the frame.
  var card = document.querySelector('article');
  var told;
  var question;

  function height() {
    return Math.ceil(card.getBoundingClientRect().height);
  }

  function tellWordPress(message, value) {
    if (secret) window.parent.postMessage({ message: message, value: value, secret: secret }, '*');
  }

  function answer() {
    if (!question || !height()) return;
    window.parent.postMessage({ type: 'setHeight', id: question.id, height: height() }, '*');
  }

  // A frame that is not laid out yet has no height, and a hidden one hears of no change. WordPress
  // hides it until the first message, so it is told of no height too, and of the real one when it shows.
  function tellHeight() {
    if (height() === told) return;
    told = height();
    tellWordPress('height', told);
    answer();
  }

  window.addEventListener('message', function (event) {
    var data = event.data;
    if (event.source !== window.parent || !data || typeof data !== 'object') return;
    if (data.type === 'setHeight') {
      question = data;
      answer();
    } else if (data.message === 'ready' && secret && data.secret === secret) {
      told = undefined;
      tellHeight();
    }
  });

  // WordPress's frame may not leave its page by itself; the page follows the link for it.
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!secret || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tellWordPress('link', link.href);
  });

  window.addEventListener('load', tellHeight);
  if (window.ResizeObserver) new ResizeObserver(tellHeight).observe(card);
})();
