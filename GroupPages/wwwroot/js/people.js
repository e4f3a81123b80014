// The people page live: who joins stands first at once, who changes or leaves changes or goes.
(() => {
  'use strict';
  const count = document.querySelector('[data-count]');
  const today = document.querySelector('p [data-today]');

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

  function add(span, by, words) {
    const number = Math.max(0, Number(span.dataset.count ?? span.dataset.today) + by);
    span.dataset[span.dataset.count === undefined ? 'today' : 'count'] = number;
    span.textContent = words(number);
  }

  function countOne(by, isNew) {
    add(count, by, n => n === 1 ? '1 person' : n + ' people');
    if (isNew) add(today, by, n => n ? ' · ' + n + ' joined today' : '');
  }

  document.addEventListener('live:people', event => {
    const card = fresh(event.detail);
    if (!card) return;
    const there = document.getElementById(card.id);
    if ('left' in card.dataset) {
      if (there) { countOne(-1, 'new' in there.dataset); there.remove(); }
    } else if (there) {
      // What is the reader's own, the "met" mark, stays as it is.
      const mine = there.querySelector('form'), theirs = card.querySelector('form');
      if (mine && theirs) theirs.replaceWith(mine);
      there.replaceWith(card);
      htmx.process(card);
    } else {
      countOne(1, 'new' in card.dataset);
      const section = document.querySelector('#people[data-live] section[data-today]');
      if (!section) return;
      section.hidden = false;
      section.querySelector('ul').prepend(card);
      card.classList.add('arrived');
      document.querySelector('#people .empty')?.remove();
      htmx.process(card);
    }
  });

  // After a break nobody knows what was missed: the list is fetched again, as it is filtered now.
  document.addEventListener('live:reload', () => htmx.ajax('GET', location.href, { target: '#people', swap: 'outerHTML' }));
  document.addEventListener('live:bye', () => location.reload());
})();
