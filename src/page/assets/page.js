// What pages do better with a script; without one they do the same in more steps.
(function () {
  'use strict';

  // What stands in a field to be taken elsewhere gets a button that copies it.
  function addCopyButtons(root) {
    root.querySelectorAll('[data-copy]').forEach(function (field) {
      var button = document.createElement('button');
      var told = document.createElement('span');
      button.type = 'button';
      button.className = 'button';
      button.textContent = field.dataset.copy;
      told.className = 'count';
      told.setAttribute('role', 'status');
      button.addEventListener('click', function () {
        copy(field).then(function () { told.textContent = ' ' + field.dataset.copied; });
      });
      field.after(button, told);
    });
  }

  // The clipboard is there for pages that come over TLS; the others still have the selection.
  function copy(field) {
    field.select();
    if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
    return document.execCommand('copy') ? Promise.resolve() : Promise.reject();
  }

  // A plain list is as wide as was chosen; the page's policy knows no style that is written within.
  function fitPlainList(root) {
    root.querySelectorAll('[data-width]').forEach(function (list) {
      list.style.maxWidth = list.dataset.width + 'px';
    });
  }

  // How to share: each choice shows at once what it comes to.
  function followChoices(form) {
    var asked = 0;
    form.addEventListener('change', function () {
      if (!form.checkValidity()) return;
      var mine = ++asked;
      fetch(form.action + '?' + new URLSearchParams(new FormData(form))).then(function (reply) {
        if (!reply.ok) throw reply;
        return reply.text().then(function (html) {
          if (mine !== asked) return;
          var page = new DOMParser().parseFromString(html, 'text/html');
          ['.preview', '.code'].forEach(function (part) {
            document.querySelector(part).replaceWith(page.querySelector(part));
          });
          history.replaceState(null, '', reply.url);
          prepare(document.querySelector('.share'));
        });
      }).catch(function () { form.submit(); });
    });
  }

  function prepare(root) {
    addCopyButtons(root);
    fitPlainList(root);
  }

  prepare(document);
  document.querySelectorAll('form.choices').forEach(followChoices);
})();
