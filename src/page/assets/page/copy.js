// What is to be taken elsewhere is copied by the button after it. Without a script the button could do nothing, and is
// not shown.
(function () {
  'use strict';

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

  document.addEventListener('click', function (event) {
    var button = event.target.closest('.copy');
    if (!button) return;
    copy(button.previousElementSibling).then(
      function () {
        button.nextElementSibling.textContent = button.dataset.copied;
      },
      // It stays selected, to be copied by hand.
      function () {},
    );
  });
})();
