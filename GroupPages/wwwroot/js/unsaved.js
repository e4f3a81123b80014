// Asks before a page with unsaved changes is left. A form says data-unsaved; "typed" in it: it came back with what was typed.
(() => {
  'use strict';
  const ask = event => event.preventDefault();
  let changed = document.querySelector('form[data-unsaved=typed]');
  // Only while there is something to lose: the listener alone keeps a page out of the browser's memory.
  const watch = () => addEventListener('beforeunload', ask);
  if (changed) watch();
  document.addEventListener('input', event => {
    if (changed || !(changed = event.target.closest('form[data-unsaved]'))) return;
    watch();
  });
  document.addEventListener('submit', event => {
    if (event.target === changed) removeEventListener('beforeunload', ask);
  });
})();
