// The page for sharing: each choice updates the preview and the code at once.
(function () {
  'use strict';
  var form = document.querySelector('form.choices');
  var asked = 0;
  if (!form) return;

  // A plain list has the chosen width. The content security policy forbids inline styles.
  function fitPlainList() {
    document.querySelectorAll('[data-width]').forEach(function (list) {
      list.style.maxWidth = list.dataset.width + 'px';
    });
  }

  // A frame is as high as its card, which answers anyone who asks for its height.
  function fitFrame() {
    var frame = document.querySelector('.preview iframe');
    if (!frame) return;
    function ask() {
      frame.contentWindow.postMessage({ type: 'setHeight', id: 'preview' }, '*');
    }
    frame.addEventListener('load', ask);
    ask();
  }

  window.addEventListener('message', function (event) {
    var frame = document.querySelector('.preview iframe');
    if (!frame || event.source !== frame.contentWindow || !event.data || event.data.type !== 'setHeight') return;
    frame.height = Math.ceil(Number(event.data.height)) || frame.height;
  });

  function show(html) {
    var page = new DOMParser().parseFromString(html, 'text/html');
    ['.preview', '.code'].forEach(function (name) {
      document.querySelector(name).replaceWith(page.querySelector(name));
    });
    fitPlainList();
    fitFrame();
  }

  form.addEventListener('change', function () {
    var mine = ++asked;
    if (!form.checkValidity()) return;
    fetch(form.action + '?' + new URLSearchParams(new FormData(form)))
      .then(function (reply) {
        if (!reply.ok) throw reply;
        return reply.text().then(function (html) {
          if (mine !== asked) return;
          show(html);
          history.replaceState(null, '', reply.url);
        });
      })
      .catch(function () {
        form.submit();
      });
  });
  fitPlainList();
  fitFrame();
})();
