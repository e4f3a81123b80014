// For whoever waits for a leader, in the lobby or to have an old account back: asks every few seconds, and goes to the group
// once there is something else to see.
(() => {
  'use strict';
  const group = location.pathname.split('/').slice(0, 3).join('/');
  let next;
  async function ask() {
    clearTimeout(next);
    if (!document.hidden) {
      try {
        const answer = await fetch('?handler=Waiting', { cache: 'no-store' });
        if (answer.status === 205 || answer.status === 404) return location.replace(group);
      } catch { /* no line just now: asked again */ }
    }
    next = setTimeout(ask, 3000 + Math.random() * 1000);
  }
  next = setTimeout(ask, 3000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
})();
