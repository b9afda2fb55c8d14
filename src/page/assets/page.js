// What pages do better with a script; without one they do the same in more steps.
(function () {
  'use strict';
})();
