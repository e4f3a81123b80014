// The page of a guest in the lobby: asks every few seconds, and opens the group once a leader has let them in.
(() => {
  'use strict';
  async function ask() {
    if (!document.hidden) {
      try {
        const answer = await fetch('?handler=Waiting', { cache: 'no-store' });
        if (answer.status === 205 || answer.status === 404) return location.reload();
      } catch { /* no line just now: asked again */ }
    }
    setTimeout(ask, 3000 + Math.random() * 1000);
  }
  setTimeout(ask, 3000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
})();
