// The button after a text copies it. Without scripts the button could do nothing, so it is hidden.
(function () {
  'use strict';

  // Browsers offer the clipboard to pages that come over TLS. On other pages, the selection is copied.
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
      // The text stays selected, so that people can copy it by hand.
      function () {},
    );
  });
})();
