// The chat page: puts what the stream brings in its place, sends without a page load, and never loses what was typed.
(() => {
  'use strict';
  const list = document.querySelector('.messages');
  const log = list.closest('.log');
  const form = document.querySelector('form.composer');
  const status = document.getElementById('status');
  const me = document.body.dataset.user;
  const RUN = 15 * 60000;
  const waiting = []; // messages on their way, oldest first
  let state = 'connecting', sending = false, goOn = null;

  // ---------------------------------------------------------------- what is shown
  function localTimes(root) {
    for (const time of root.querySelectorAll('time')) {
      const at = new Date(time.dateTime), isToday = at.toDateString() === new Date().toDateString();
      time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
      if (!isToday) time.textContent = at.toLocaleDateString([], { day: 'numeric', month: 'short' }) + ' ' + time.textContent;
    }
  }

  function joinRun(item) {
    const above = item.previousElementSibling;
    const when = li => new Date(li.querySelector('time').dateTime);
    const isRun = !!above && !!item.dataset.author && above.dataset.author === item.dataset.author
      && when(item) - when(above) < RUN && when(item).toDateString() === when(above).toDateString();
    item.classList.toggle('run', isRun);
  }

  function place(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const item = box.content.querySelector('li');
    if (!item) return;
    item.classList.toggle('mine', !!me && item.dataset.author === me);
    localTimes(item);
    const there = document.getElementById(item.id);
    if (there) there.replaceWith(item); else insert(item);
    if (item.dataset.key) arrived(item.dataset.key);
    joinRun(item);
    if (item.nextElementSibling?.dataset.seq) joinRun(item.nextElementSibling);
    document.querySelector('.empty').hidden = true;
  }

  // By number, from the end: a change of a message older than the page is not the page's business.
  function insert(item) {
    const placed = [...list.querySelectorAll('li[data-seq]')];
    const seq = Number(item.dataset.seq);
    if (placed.length && seq < Number(placed[0].dataset.seq)) return;
    const after = placed.reverse().find(li => Number(li.dataset.seq) < seq);
    if (after) after.after(item);
    else { const older = list.querySelector('.older'); if (older) older.after(item); else list.prepend(item); }
  }

  function showState() {
    if (!form) return;
    const unsent = waiting.filter(m => m.failed).length, left = waiting.length - unsent;
    const live = left ? 'sending: ' + left + ' waiting' : unsent ? unsent + ' not sent' : 'up to date';
    const away = (navigator.onLine ? 'connecting…' : 'offline') + (waiting.length ? ': ' + waiting.length + ' waiting' : '');
    status.textContent = status.dataset.called + ' · ' + (state === 'live' ? live : away);
    status.dataset.state = state !== 'live' && !navigator.onLine ? 'offline' : state === 'live' && !unsent ? 'live' : 'connecting';
  }

  // ---------------------------------------------------------------- what is sent
  function key() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
  }

  function send(text) {
    const item = document.createElement('li');
    item.className = 'message mine pending';
    item.innerHTML = '<p class="meta"><time></time></p><div class="says"><div class="bubble"><p dir="auto"></p></div></div><p class="note">sending…</p>';
    item.querySelector('time').dateTime = new Date().toISOString();
    item.querySelector('.bubble p').textContent = text;
    localTimes(item);
    list.append(item);
    document.querySelector('.empty').hidden = true;
    log.scrollTop = 0;
    waiting.push({ text, key: key(), item, tries: 0 });
    showState();
    work();
  }

  // One at a time, so they arrive in the order they were written.
  async function work() {
    if (sending) return;
    sending = true;
    for (let next; (next = waiting.find(m => !m.failed && !m.sent));) await post(next);
    sending = false;
  }

  async function post(message) {
    try {
      const response = await fetch(form.action, {
        method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams({ text: message.text, key: message.key }),
        signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined,
      });
      if (response.status === 204) {
        message.sent = true;
        if (document.getElementById(response.headers.get('Message-Id'))) arrived(message.key);
        return;
      }
      if (response.status === 429) return await new Promise(done => setTimeout(done, 1000 * (Number(response.headers.get('Retry-After')) || 1)));
      if (response.status === 422 || response.status === 409) return giveBack(message, await response.text());
      if (response.status < 500) return fail(message, 'Not sent.');
    } catch { /* no network: the same key makes another try safe */ }
    if (++message.tries >= 6 && navigator.onLine) return fail(message, 'Not sent.');
    // Until the next try, or until the line is there again.
    await new Promise(done => {
      goOn = done;
      setTimeout(done, Math.min(8000, 500 * 2 ** Math.min(message.tries, 4)) * (0.5 + Math.random()));
    });
  }

  // What cannot be sent as it is must be changed: back to the field it came from, unless the next one is being written there.
  function giveBack(message, words) {
    const text = form.elements.text;
    if (text.value) return fail(message, words);
    text.value = message.text;
    document.getElementById('text-error').textContent = words;
    text.setAttribute('aria-invalid', 'true');
    arrived(message.key);
    document.querySelector('.empty').hidden = !!list.querySelector('.message');
  }

  function fail(message, words) {
    message.failed = true;
    message.item.classList.replace('pending', 'failed');
    const note = message.item.querySelector('.note'), again = document.createElement('button');
    note.textContent = words + ' ';
    again.type = 'button';
    again.textContent = 'Retry';
    again.addEventListener('click', () => {
      Object.assign(message, { failed: false, tries: 0 });
      message.item.classList.replace('failed', 'pending');
      note.textContent = 'sending…';
      showState();
      work();
    });
    note.append(again);
    showState();
  }

  function arrived(sentKey) {
    const at = waiting.findIndex(m => m.key === sentKey);
    if (at < 0) return;
    waiting[at].item.remove();
    waiting.splice(at, 1);
    showState();
  }

  // ---------------------------------------------------------------- what happens
  document.addEventListener('live:message', event => {
    const atEnd = Math.abs(log.scrollTop) < 80;
    place(event.detail);
    if (atEnd) log.scrollTop = 0;
  });
  document.addEventListener('live:state', event => {
    if (event.detail === 'live' && state !== 'live') goOn?.();
    state = event.detail;
    showState();
  });
  addEventListener('online', () => goOn?.());
  document.addEventListener('live:bye', () => { waiting.length = 0; location.reload(); });
  // Too far behind for the stream: take the latest page, keep what is on its way.
  document.addEventListener('live:reload', async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html').querySelector('.messages');
    if (!page) return location.reload();
    list.querySelectorAll('li:not(.pending):not(.failed)').forEach(li => li.remove());
    list.prepend(...page.children);
    localTimes(list);
    list.querySelectorAll('[data-key]').forEach(li => arrived(li.dataset.key));
    htmx.process(list);
    document.dispatchEvent(new CustomEvent('live:at', { detail: Number(page.dataset.seq) }));
  });
  document.addEventListener('htmx:afterSettle', () => localTimes(list));
  addEventListener('beforeunload', event => { if (waiting.some(m => !m.sent)) event.preventDefault(); });

  if (form) {
    const text = form.elements.text;
    form.addEventListener('submit', event => {
      event.preventDefault();
      if (!text.value.trim()) return;
      send(text.value.trim());
      text.value = '';
      document.getElementById('text-error').textContent = '';
      text.removeAttribute('aria-invalid');
      text.focus();
    });
    text.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
  }
  localTimes(list);
  showState();
})();
