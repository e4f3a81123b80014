// Asks before what was typed is left behind.
(() => {
  'use strict';
  const form = document.querySelector('form[data-unsaved], main form[method=post]');
  let isDirty = form?.dataset.unsaved === 'true';
  form?.addEventListener('input', () => { isDirty = true; });
  form?.addEventListener('submit', () => { isDirty = false; });
  addEventListener('beforeunload', event => { if (isDirty) event.preventDefault(); });
})();
