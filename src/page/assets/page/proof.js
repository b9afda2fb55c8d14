// Where the operator asks for it, the browser finds a number whose hash with the form's stamp begins with zero bits. It
// begins when somebody types, and the form waits until the number is found.
(function () {
  'use strict';

  var field = document.querySelector('[data-proof]');
  if (!field || !window.crypto || !crypto.subtle) return;
  var form = field.form;
  var bits = Number(field.dataset.proof);
  var stamp = form.querySelector('[name=stamp]').value;
  var found;

  function isProof(hash) {
    return new DataView(hash).getUint32(0) < Math.pow(2, 32 - bits);
  }

  async function find() {
    for (var number = 0; ; number += 1) {
      var text = new TextEncoder().encode(stamp + '.' + number);
      if (isProof(await crypto.subtle.digest('SHA-256', text))) {
        field.value = String(number);
        return;
      }
    }
  }

  function begin() {
    found = found || find();
    return found;
  }

  form.addEventListener('input', begin);
  form.addEventListener('submit', function (event) {
    if (field.value) return;
    event.preventDefault();
    var button = event.submitter;
    begin().then(function () {
      form.requestSubmit(button);
    });
  });
})();
