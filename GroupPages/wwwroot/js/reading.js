// Reading comfortably: older messages as one scrolls up, a page that stays small, a button back to the end with the number of
// what is new there, and a voice for those who listen. The list itself is not a live region: older pages would be read out.
(() => {
  'use strict';
  const { list, log, me } = chat;
  const MOST = 300, LEFT = 200; // messages on the page: above the first it is cut down to the second
  const NEAR = 600; // px from the top: time to fetch what is older
  const isLive = !!document.querySelector('script[src*="/live"]');

  // ---------------------------------------------------------------- told to who listens
  log.setAttribute('aria-live', 'off');
  const voice = document.createElement('p');
  voice.className = 'vh';
  voice.setAttribute('aria-live', 'polite');
  log.after(voice);
  let heard = [], hint = '', speaking = null;

  /** Says something; what comes within a second is said together, and of several hints only the last. */
  chat.say = (words, isHint) => {
    if (isHint) hint = words; else heard.push(words);
    speaking ??= setTimeout(() => {
      const news = heard.length > 3 ? heard.length + ' new messages. The last one: ' + heard.at(-1) : heard.join('. ');
      voice.textContent = [news, hint].filter(Boolean).join('. ');
      [heard, hint, speaking] = [[], '', null];
    }, 1000);
  };

  // ---------------------------------------------------------------- the way back to the end
  const bar = document.createElement('p'), jump = document.createElement('button');
  bar.className = 'to-latest';
  jump.type = 'button';
  jump.hidden = true;
  bar.append(jump);
  log.after(bar);
  let fresh = 0;

  function showJump() {
    const isFar = Math.abs(log.scrollTop) > 2 * log.clientHeight;
    jump.hidden = !isLive || !(fresh || isFar || chat.isCut());
    jump.textContent = fresh ? fresh + ' new' : 'Latest';
    jump.setAttribute('aria-label', fresh ? fresh + ' new, to the latest message' : 'To the latest message');
  }

  chat.toEnd = async () => {
    if (chat.isCut()) await chat.latest();
    log.scrollTop = 0;
    fresh = 0;
    showJump();
  };

  jump.addEventListener('click', async () => {
    await chat.toEnd();
    if (jump.hidden) log.focus({ preventScroll: true });
  });

  document.addEventListener('chat:placed', ({ detail: { item, isNew, isLater } }) => {
    if ((isNew || isLater) && item.dataset.author !== me) {
      // A moment later: what is folded away, of people one has blocked, is not read out either.
      setTimeout(() => item.matches('.folded') || chat.say(
        item.querySelector('.meta b').textContent + ': ' + (item.querySelector('.bubble')?.textContent.trim().slice(0, 200) ?? '')));
      if (isLater || !chat.atEnd()) fresh++;
    }
    trim();
    showJump();
  });

  // Too far behind for the stream, or the end was cut off: takes the latest page, and keeps what is on its way.
  chat.latest = async () => {
    try {
      const answer = await fetch(location.pathname);
      if (answer.status >= 500) return; // as without a network
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.messages');
      if (!page) return location.reload();
      list.querySelectorAll('li:not(.pending, .failed)').forEach(li => li.remove());
      list.prepend(...page.children);
      list.dataset.seq = page.dataset.seq;
      chat.cut(false);
      chat.arrange();
      list.querySelectorAll('[data-key]').forEach(li => chat.arrived?.(li.dataset.key));
      log.scrollTop = 0;
      fresh = 0;
      showJump();
      document.dispatchEvent(new CustomEvent('live:at', { detail: Number(page.dataset.seq) }));
    } catch { /* no network: the button stays, and the stream asks again when it is back */ }
  };
  document.addEventListener('live:reload', () => chat.latest());

  // ---------------------------------------------------------------- older ones, and a page that stays small
  let isLoading = false, isFailing = null;

  async function loadOlder(link) {
    if (isLoading) return;
    isLoading = true;
    const isOnLink = link === document.activeElement, box = document.createElement('template');
    link.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(link.href, { headers: { 'HX-Request': 'true' } });
      if (!answer.ok) throw new Error(answer.status);
      box.innerHTML = await answer.text();
      if (link.isConnected) chat.keep(() => { link.parentElement.replaceWith(box.content); chat.arrange(); });
      trim();
      if (isOnLink) (list.querySelector('.older a') ?? log).focus({ preventScroll: true });
    } catch {
      link.textContent = 'Older messages: try again';
      link.removeAttribute('aria-busy');
      // Not by itself in the next moment; a tap is answered at once, though.
      isFailing = setTimeout(() => { isFailing = null; }, 5000);
    }
    isLoading = false;
  }

  log.addEventListener('scroll', () => {
    if (chat.atEnd() && !chat.isCut()) fresh = 0;
    showJump();
    const link = list.querySelector('.older a');
    if (link && !isFailing && log.scrollHeight - log.clientHeight - Math.abs(log.scrollTop) < NEAR) loadOlder(link);
  }, { passive: true });

  list.addEventListener('click', event => {
    const link = event.target.closest('.older a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    loadOlder(link);
  });

  // The far end goes: the oldest for who is near the latest, else the latest, which stay one tap away.
  function trim() {
    const all = [...list.querySelectorAll('.message[data-seq]')];
    if (all.length <= MOST) return;
    const top = log.getBoundingClientRect().top;
    const isLate = chat.atEnd() || all.findIndex(li => li.getBoundingClientRect().bottom > top) > all.length / 2;
    chat.keep(() => {
      if (isLate) cutStart(all[all.length - LEFT]); else cutEnd(all[LEFT - 1]);
      chat.arrange();
    });
    showJump();
  }

  function cutStart(first) {
    while (first.previousElementSibling) first.previousElementSibling.remove();
    list.prepend(newLink('older', location.pathname + '?before=' + first.dataset.seq, 'Older messages').parentElement);
  }

  function cutEnd(last) {
    while (last.nextElementSibling && !last.nextElementSibling.matches('.pending, .failed')) last.nextElementSibling.remove();
    if (!isLive) return;
    chat.cut(true);
    const link = newLink('newer', location.pathname, 'Back to the latest');
    link.addEventListener('click', event => { event.preventDefault(); chat.toEnd(); });
    last.after(link.parentElement);
  }

  function newLink(name, address, words) {
    const item = document.createElement('li'), link = document.createElement('a');
    item.className = name;
    link.className = 'button bare';
    link.setAttribute('href', address);
    link.textContent = words;
    item.append(link);
    return link;
  }

  // A link to one message or to the first new one (#m-…, #new): the lines of the days have moved it since the browser went there.
  const found = location.hash && document.getElementById(location.hash.slice(1));
  if (found && list.contains(found)) found.scrollIntoView({ block: 'center' });
})();
