// The chat page: what is shown and where. Puts what the stream brings in its place, names the days, and keeps what is being
// read where it is. reading.js, writing.js, mentions.js and sending.js build on `chat`, which is all they share.
window.chat = (() => {
  'use strict';
  const list = document.querySelector('.messages');
  const log = list.closest('.log');
  const me = document.body.dataset.user;
  const RUN = 15 * 60000;
  const END = 80; // px: who is this near to the end reads what comes
  // Its end was cut off to keep the page small: what comes belongs after messages that are not there.
  let isCut = false;

  // ---------------------------------------------------------------- what is kept on this phone, for this person alone
  const place = 'chat:' + me + ':' + list.dataset.conversation + ':';
  // Storage may be full or forbidden: then nothing is kept, and the page works on.
  const safely = todo => { try { return todo(); } catch { return null; } };
  const store = {
    get: name => safely(() => localStorage.getItem(place + name)),
    set: (name, value) => safely(() => { if (value) localStorage.setItem(place + name, value); else localStorage.removeItem(place + name); return true; }),
    names: start => safely(() => Object.keys(localStorage).filter(k => k.startsWith(place + start)).map(k => k.slice(place.length)).sort()) ?? [],
  };
  // Somebody else's, who used this phone before.
  safely(() => Object.keys(localStorage).filter(k => k.startsWith('chat:') && !k.startsWith('chat:' + me + ':')).forEach(k => {
    localStorage.removeItem(k);
    if (k.includes(':out:')) indexedDB.deleteDatabase('chat-' + k.split(':')[1]);
  }));

  // ---------------------------------------------------------------- times and days, in the reader's own
  const dayOf = date => new Date(date).toDateString();
  const timeOf = li => li.querySelector('.meta time').dateTime;

  function nameOf(date) {
    const today = new Date(), yesterday = new Date();
    yesterday.setDate(today.getDate() - 1);
    if (dayOf(date) === dayOf(today)) return 'Today';
    if (dayOf(date) === dayOf(yesterday)) return 'Yesterday';
    const year = date.getFullYear() === today.getFullYear() ? undefined : 'numeric';
    return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long', year });
  }

  const nameDays = () => list.querySelectorAll('.day time').forEach(time => { time.textContent = nameOf(new Date(time.dateTime)); });

  /** Makes a message that the server drew for everybody the reader's own: whose it is, when it was, whom it names. */
  function dress(item) {
    const time = item.querySelector('.meta time');
    const at = new Date(time.dateTime);
    time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    time.title = at.toLocaleString([], { dateStyle: 'full', timeStyle: 'short' });
    item.dataset.day = dayOf(at);
    item.classList.toggle('mine', !!me && item.dataset.author === me);
    const named = [...item.querySelectorAll('.mention')].filter(mention => mention.dataset.user === me);
    named.forEach(mention => mention.classList.add('me'));
    item.classList.toggle('mentioned', named.length > 0);
  }

  /** A line before the first message of each day, the author's name before the first of each run. */
  function arrange() {
    let above = null, line = null;
    for (const li of [...list.children]) {
      if (li.matches('.day')) {
        if (line) li.remove(); else line = li;
      } else if (li.matches('.message')) {
        if (!li.dataset.day) dress(li);
        if (above?.dataset.day === li.dataset.day) line?.remove();
        else nameLine(line ?? newLine(li), li);
        li.classList.toggle('run', isRun(above, li));
        [above, line] = [li, null];
      }
    }
    line?.remove();
  }

  function newLine(li) {
    const line = document.createElement('li');
    line.className = 'day';
    line.append(document.createElement('time'));
    li.before(line);
    return line;
  }

  function nameLine(line, li) {
    if (line.dataset.day === li.dataset.day) return;
    line.dataset.day = li.dataset.day;
    const time = line.firstElementChild;
    time.dateTime = timeOf(li);
    time.textContent = nameOf(new Date(time.dateTime));
  }

  const isRun = (above, li) => !!above && li.previousElementSibling === above && above.dataset.author === li.dataset.author
    && !!li.dataset.author && new Date(timeOf(li)) - new Date(timeOf(above)) < RUN;

  let today = dayOf(new Date());
  setInterval(() => { if (today !== dayOf(new Date())) { today = dayOf(new Date()); nameDays(); } }, 30000);

  // ---------------------------------------------------------------- where the reader is
  const atEnd = () => Math.abs(log.scrollTop) < END;

  /** Changes the list while what is being read stays where it is (the stylesheet switches the browser's own anchoring off). */
  function keep(change) {
    if (atEnd()) { change(); log.scrollTop = 0; return; }
    const top = log.getBoundingClientRect().top;
    const anchor = [...list.children].find(li => li.id && li.getBoundingClientRect().bottom > top);
    const was = anchor?.getBoundingClientRect().top;
    change();
    const now = anchor && document.getElementById(anchor.id);
    if (now) log.scrollTop += now.getBoundingClientRect().top - was;
  }

  // ---------------------------------------------------------------- a message comes, or changes
  function put(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const item = box.content.querySelector('li');
    if (!item) return;
    dress(item);
    const there = document.getElementById(item.id);
    const isNew = !there && insert(item);
    if (there) exchange(there, item);
    arrange();
    document.querySelector('.empty').hidden = !!list.querySelector('.message');
    // Told even when it has no place here: it has arrived all the same.
    document.dispatchEvent(new CustomEvent('chat:placed', { detail: { item, isNew, isLater: !there && isCut } }));
  }

  // What had the focus, and which menu was open, stays so: somebody else's reaction must not close mine.
  function exchange(there, item) {
    const controls = li => [...li.querySelectorAll('a, button, summary, input, textarea')];
    const focus = controls(there).indexOf(document.activeElement);
    const menus = [...there.querySelectorAll('details')].map(menu => menu.open);
    there.replaceWith(item);
    item.querySelectorAll('details').forEach((menu, i) => { menu.open = !!menus[i]; });
    if (focus >= 0) (controls(item)[focus] ?? log).focus({ preventScroll: true });
  }

  // By number, from the end: a change of a message older or later than the page is not the page's business.
  function insert(item) {
    const placed = [...list.querySelectorAll('li[data-seq]')];
    const seq = Number(item.dataset.seq);
    if (placed.length && (seq < Number(placed[0].dataset.seq) || (isCut && seq > Number(placed.at(-1).dataset.seq)))) return false;
    const after = placed.reverse().find(li => Number(li.dataset.seq) < seq) ?? list.querySelector('.older');
    if (after) after.after(item); else list.prepend(item);
    return true;
  }

  // ---------------------------------------------------------------- Enter, as each device has it
  const isTouch = matchMedia('(hover: none) and (pointer: coarse)');

  /** Whether a key sends what is written. A keyboard on the screen has no Shift+Enter, so its Enter makes a line; Ctrl+Enter sends everywhere. */
  function isSend(event) {
    // 229: Safari's Enter that ends a composition.
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return false;
    return event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouch.matches);
  }

  document.addEventListener('live:message', event => keep(() => put(event.detail)));

  list.querySelectorAll('.message').forEach(dress);
  arrange();
  nameDays();
  return { list, log, me, store, dress, arrange, keep, atEnd, isSend, isCut: () => isCut, cut: cut => { isCut = cut; } };
})();
