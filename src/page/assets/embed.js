// Reports the height of this card to the surrounding page. Speaks WordPress's protocol (a secret in the fragment
// of the address; messages `height` and `link`). Also answers any page that sends {type: 'setHeight', id}, as
// Mastodon's pages do.
(function () {
  'use strict';
  if (window.parent === window) return;
  document.documentElement.classList.add('framed');
  var found = /[#&?]secret=(\w+)/.exec(window.location.hash);
  var secret = found && found[1];
  // Not the whole document, which is always at least as high as the frame.
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

  // A frame without a layout has no height, and a hidden frame gets no resize events. WordPress hides the frame
  // until the first message, so it is told a height of 0 too, and the real height when the frame is shown.
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

  // WordPress's sandbox does not let the frame leave the page, so the page follows the link.
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!secret || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tellWordPress('link', link.href);
  });

  window.addEventListener('load', tellHeight);
  if (window.ResizeObserver) new ResizeObserver(tellHeight).observe(card);
})();
