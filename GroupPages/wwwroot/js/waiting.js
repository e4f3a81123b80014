// For whoever waits for a leader, in the lobby or to have an old account back: asks whether there is something else to see by
// now, and goes to the group once there is. The answer itself waits for that, so the door is seen to open at once.
(() => {
  'use strict';
  const group = location.pathname.split('/').slice(0, 3).join('/');
  let next, asking;
  async function ask() {
    clearTimeout(next);
    asking?.abort();
    const mine = asking = new AbortController();
    let pause = 250;
    try {
      const answer = await fetch('?handler=Waiting&patience=20', { cache: 'no-store', signal: mine.signal });
      if (answer.status === 205) return location.replace(group);
      // A hidden group is not there any more for whoever was turned away: the start has a word for them.
      if (answer.status === 404) return location.replace('/');
      if (answer.status !== 204) pause = 3000;
    } catch { pause = 3000; /* no line just now: asked again */ }
    if (asking === mine && !document.hidden) next = setTimeout(ask, pause + Math.random() * pause);
  }
  next = setTimeout(ask, 250);
  // A phone that was asleep cannot tell whether the line still holds.
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
  addEventListener('pageshow', event => { if (event.persisted) ask(); });
  addEventListener('pagehide', () => { clearTimeout(next); asking?.abort(); asking = null; });
})();
