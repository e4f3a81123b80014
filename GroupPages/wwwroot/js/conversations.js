// The list of conversations: fetched anew when something happened in one of them, at most every few seconds.
(() => {
  'use strict';
  const PAUSE = 3000;
  let due = null, at = Date.now();

  async function fetchList() {
    due = null;
    at = Date.now();
    const list = document.querySelector('[data-conversations]');
    if (!list) return;
    try {
      const response = await fetch('/chat', { headers: { 'HX-Request': 'true' } });
      if (!response.ok) return;
      const box = document.createElement('template');
      box.innerHTML = await response.text();
      const focused = document.activeElement?.closest?.('[data-of]')?.dataset.of;
      localTimes(box.content);
      list.replaceWith(box.content);
      if (focused) document.querySelector('[data-of="' + focused + '"] a')?.focus();
    } catch { /* the next news fetches it */ }
  }

  function localTimes(root) {
    for (const time of root.querySelectorAll('time')) {
      const when = new Date(time.dateTime), isToday = when.toDateString() === new Date().toDateString();
      time.textContent = isToday ? when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
        : when.toLocaleDateString([], { day: 'numeric', month: 'short' });
    }
  }

  // The counts at once; order and last words with the list.
  function showCounts(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    for (const badge of document.querySelectorAll('[data-of] .badge')) badge.remove();
    for (const badge of box.content.querySelectorAll('[data-unread-in]')) {
      document.querySelector('[data-of="' + badge.dataset.unreadIn + '"] .aside')?.append(badge);
    }
  }

  document.addEventListener('live:unread', event => {
    if (!document.querySelector('[data-conversations]')) return; // an older page of the list stays as it is
    showCounts(event.detail);
    due ??= setTimeout(fetchList, Math.max(0, at + PAUSE - Date.now()));
  });
  document.addEventListener('live:bye', () => location.reload());
  localTimes(document);
})();
