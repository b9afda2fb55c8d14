// Suggestions while someone types: a combobox with a list (ARIA Authoring Practices, "Editable Combobox With List
// Autocomplete").
(function () {
  'use strict';
  var box = document.querySelector('input[data-suggest]');
  if (!box) return;
  var list = document.createElement('ul');
  var asked = '';
  var chosen = -1;
  var waiting;
  list.id = 'suggestions';
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.dataset.suggestions);
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-expanded', 'false');
  box.setAttribute('aria-controls', list.id);
  box.parentNode.appendChild(list);

  function show(is) {
    list.hidden = !is;
    box.setAttribute('aria-expanded', String(is));
    if (!is) choose(-1);
  }

  function choose(at) {
    chosen = at;
    Array.prototype.forEach.call(list.children, function (option, i) {
      option.setAttribute('aria-selected', String(i === at));
    });
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else {
      box.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  }

  function fill(answer) {
    list.textContent = '';
    answer[1].forEach(function (text, i) {
      var option = document.createElement('li');
      option.id = 'suggestion-' + i;
      option.setAttribute('role', 'option');
      option.dataset.href = answer[3][i];
      option.dir = 'auto';
      option.textContent = text;
      if (answer[2][i]) {
        var kind = document.createElement('span');
        kind.className = 'count';
        kind.textContent = ' ' + answer[2][i];
        option.appendChild(kind);
      }
      list.appendChild(option);
    });
    show(answer[1].length > 0);
  }

  function ask() {
    var typed = box.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (typed.length < 2) return show(false);
    var address = new URL(box.dataset.suggest, window.location.href);
    address.searchParams.set('q', typed);
    fetch(address)
      .then(function (reply) {
        return reply.ok ? reply.json() : ['', [], [], []];
      })
      .then(function (answer) {
        // An earlier answer may arrive after a later one.
        if (typed === asked && document.activeElement === box) fill(answer);
      })
      .catch(function () {
        show(false);
      });
  }

  function go(option) {
    window.location.assign(option.dataset.href);
  }

  box.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  box.addEventListener('blur', function () {
    show(false);
    asked = '';
  });
  box.addEventListener('keydown', function (event) {
    var count = list.children.length;
    if (list.hidden) return;
    if (event.key === 'ArrowDown') choose((chosen + 1) % count);
    else if (event.key === 'ArrowUp') choose(chosen < 0 ? count - 1 : chosen - 1);
    else if (event.key === 'Escape') show(false);
    else if (event.key === 'Enter' && chosen >= 0) go(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  // On `mousedown`, because the list is hidden as soon as the box loses the focus.
  list.addEventListener('mousedown', function (event) {
    var option = event.target.closest('[role=option]');
    event.preventDefault();
    if (option) go(option);
  });
})();
