// Writing comfortably: a field that grows, a draft that survives, and a composer that the
// keyboard on the screen does not cover.
(() => {
  'use strict';
  const form = document.querySelector('form.composer');
  if (!form) return;
  const text = form.elements.text;

  text.addEventListener('keydown', event => { if (chat.isSend(event)) { event.preventDefault(); form.requestSubmit(); } });

  // ---------------------------------------------------------------- as tall as its text
  const growsAlone = CSS.supports('field-sizing', 'content');
  function grow() {
    if (growsAlone) return;
    text.style.blockSize = 'auto';
    text.style.blockSize = text.scrollHeight + 2 + 'px';
  }

  // ---------------------------------------------------------------- drafts
  // What the server gave back, or the browser kept, is newer than a draft.
  text.value ||= chat.store.get('draft') ?? '';
  text.addEventListener('input', () => {
    chat.store.set('draft', text.value.trim() && text.value);
    grow();
  });
  document.addEventListener('live:bye', () => chat.store.set('draft', null));
  grow();

  // ---------------------------------------------------------------- the keyboard on the screen
  // interactive-widget=resizes-content does it where it is known; Safari's keyboard covers the page instead.
  const seen = window.visualViewport;
  function fit() {
    const isCovered = seen.scale === 1 && innerHeight - seen.height > 100;
    document.body.style.blockSize = isCovered ? seen.height + 'px' : '';
    document.body.style.minBlockSize = isCovered ? '0' : '';
    if (isCovered) scrollTo(0, 0);
  }
  seen?.addEventListener('resize', fit);
  seen?.addEventListener('scroll', fit);
})();
