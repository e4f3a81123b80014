// The one stream of a page, read with fetch: docs/decisions/0004. Tells the page by events on document: live:message and so on.
(() => {
  'use strict';
  // What shows the last pages without a line; after everything that somebody waits for.
  addEventListener('load', () => navigator.serviceWorker?.register('/sw.js').catch(() => {}));
  const messages = document.querySelector('[data-conversation]');
  const people = document.querySelector('[data-group]');
  const tab = document.querySelector('.tabs [href$="/chat"]');
  const list = document.querySelector('[data-conversations]');
  if (!messages && !people && !tab) return;

  const SILENCE = 60000; // two heartbeats and a little patience
  const PATIENCE = 8000; // for the first bytes: some lines swallow a request
  const HIDDEN = 20000; // what nobody looks at is not read
  let cursor = messages ? Number(messages.dataset.seq) : 0;
  let opened = 0, failures = 0, heard = 0, unread = 0, stop, ended, retry, hiding, opening;
  const title = document.title;

  const tell = (name, detail) => document.dispatchEvent(new CustomEvent('live:' + name, { detail }));

  function address() {
    const query = new URLSearchParams();
    if (messages) { query.set('c', messages.dataset.conversation); query.set('after', cursor); }
    if (people) query.set('g', people.dataset.group);
    if (people && !opened) query.set('at', people.dataset.at);
    if (unread) query.set('u', unread);
    if (list) query.set('list', 1);
    return '/live?' + query;
  }

  async function open() {
    if (stop || ended || document.hidden) return; // it is opened when it is looked at
    clearTimeout(retry);
    const mine = stop = new AbortController();
    clearTimeout(opening);
    opening = setTimeout(() => mine.abort(), PATIENCE);
    tell('state', 'connecting');
    try {
      heard = Date.now();
      const response = await fetch(address(), { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal: mine.signal });
      if (response.status === 404) { ended = true; tell('bye'); return; }
      if (!response.ok || !response.body) throw new Error(response.status);
      if (opened++ && people) tell('reload');
      await read(response.body.getReader());
    } catch { /* the same as when it ended */ }
    if (stop !== mine) return;
    stop = null;
    later();
  }

  async function read(reader) {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard = Date.now();
      clearTimeout(opening);
      failures = 0;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop();
      blocks.forEach(take);
    }
  }

  function take(block) {
    if (block.startsWith(':')) return tell('state', 'live'); // nothing is missing
    let name = 'message', id = '', data = [];
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':'), field = line.slice(0, colon), text = line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') name = text; else if (field === 'id') id = text; else if (field === 'data') data.push(text);
    }
    if (!data.length) return;
    if (id) cursor = Number(id);
    if (name === 'bye') ended = true;
    if (name === 'unread') badge(data.join(''));
    tell(name, data.join('\n'));
  }

  function badge(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const total = box.content.querySelector('[data-unread]');
    unread = Number(total.dataset.unread);
    tab?.querySelector('.badge')?.remove();
    if (unread) tab?.append(total);
    document.title = (unread ? '(' + total.firstChild.data + ') ' : '') + title;
    navigator.setAppBadge?.(unread).catch(() => {});
  }

  function later() {
    if (ended) return;
    tell('state', navigator.onLine ? 'connecting' : 'offline');
    // Spread out: a roomful of phones comes back.
    const longest = Math.min(15000, 1500 * 2 ** failures++);
    retry = setTimeout(open, 300 + Math.random() * longest);
  }

  function close() {
    clearTimeout(retry);
    clearTimeout(opening);
    const was = stop;
    stop = null;
    was?.abort();
  }

  // Fetched anew, it is up to date with this number.
  document.addEventListener('live:at', event => { cursor = event.detail; close(); open(); });
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { close(); tell('state', 'connecting'); }, HIDDEN);
    else if (!stop || Date.now() - heard > SILENCE / 2) { close(); open(); }
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', event => { if (event.persisted) open(); });
  addEventListener('online', () => { close(); open(); });
  addEventListener('offline', () => tell('state', 'offline'));
  setInterval(() => { if (stop && Date.now() - heard > SILENCE) { close(); open(); } }, 5000);
  // Not before every deferred script listens.
  document.addEventListener('DOMContentLoaded', open);
})();
