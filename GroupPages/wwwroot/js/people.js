// The people page live: who joins stands first at once, who changes or leaves changes or goes.
(() => {
  'use strict';
  function fresh(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const card = box.content.querySelector('li');
    const me = document.body.dataset.user;
    if (card && card.id === 'member-' + me) {
      const you = document.createElement('p');
      you.className = 'you';
      you.textContent = 'You';
      card.querySelector('form')?.replaceWith(you);
    }
    return card;
  }

  // The numbers of the whole group, as the server counted them: a page that shows a search could not.
  function showCounts({ count, today }) {
    document.getElementById('status').textContent =
      (count === '1' ? '1 person' : count + ' people') + (today === '0' ? '' : ' · ' + today + ' joined today');
  }

  document.addEventListener('live:people', event => {
    const card = fresh(event.detail);
    if (!card) return;
    showCounts(card.dataset);
    const there = document.getElementById(card.id);
    if ('left' in card.dataset) {
      there?.remove();
    } else if (there) {
      const focused = there.contains(document.activeElement) && document.activeElement.localName;
      // What is the reader's own, the "met" mark, stays as it is.
      const mine = there.querySelector('form'), theirs = card.querySelector('form');
      if (mine && theirs) {
        mine.querySelector('.vh').textContent = theirs.querySelector('.vh').textContent;
        theirs.replaceWith(mine);
      }
      there.replaceWith(card);
      htmx.process(card);
      if (focused) card.querySelector(focused)?.focus();
    } else {
      const section = document.querySelector('#people[data-live] section[data-today]');
      if (!section) return;
      section.hidden = false;
      section.querySelector('ul').prepend(card);
      card.classList.add('arrived');
      document.querySelector('#people .empty')?.remove();
      htmx.process(card);
    }
  });

  // I met somebody: on another page, or they joined by the code I show. What was marked on this page it shows already.
  let marked = 0, marks = null;
  document.addEventListener('htmx:beforeRequest', event => { if (event.detail.requestConfig.path.endsWith('/met')) marked = Date.now(); });
  document.addEventListener('live:marks', () => {
    if (Date.now() - marked > 3000) marks ??= setTimeout(() => { marks = null; refresh(); }, 300);
  });

  // After a break nobody knows what was missed: the list is fetched again, as it is filtered now. So it is when the browser shows
  // the page it had kept: a mark may have been set since.
  const refresh = () => htmx.ajax('GET', location.href, { target: '#people', swap: 'outerHTML' });
  document.addEventListener('live:reload', refresh);
  addEventListener('pageshow', event => { if (event.persisted) refresh(); });
  document.addEventListener('htmx:afterSwap', event => { if (event.target.id === 'people') showCounts(document.getElementById('people').dataset); });
  document.addEventListener('live:bye', () => location.reload());
})();
