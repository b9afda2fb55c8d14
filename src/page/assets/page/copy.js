// What is to be taken elsewhere gets a button that copies it. It is made here, because without a script it could do
// nothing.
(function () {
  'use strict';

  function addButtons(root) {
    root.querySelectorAll('[data-copy]').forEach(function (source) {
      var button = document.createElement('button');
      var told = document.createElement('span');
      button.type = 'button';
      button.className = 'button quiet copy';
      button.textContent = source.dataset.copy;
      told.className = 'count';
      told.setAttribute('role', 'status');
      button.addEventListener('click', function () {
        copy(source).then(function () {
          told.textContent = ' ' + source.dataset.copied;
        });
      });
      source.after(button, told);
    });
  }

  // The clipboard is there for pages that come over TLS; the others still have the selection.
  function copy(source) {
    var text = 'value' in source ? source.value : source.textContent;
    select(source);
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    return document.execCommand('copy') ? Promise.resolve() : Promise.reject();
  }

  function select(source) {
    if ('select' in source) source.select();
    else window.getSelection().selectAllChildren(source);
  }

  addButtons(document);
  // A part of the page that took another's place.
  document.addEventListener('shown', function (event) {
    addButtons(event.target);
  });
})();
