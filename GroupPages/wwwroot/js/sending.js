// Sending without a page load: what is written shows at once as pending, goes out one after the other, arrives once (its key
// makes every try the same message), and is never lost: not by a dead line, nor by closing the page.
//
// Files join by events on document: chat:collect { files } before a message is made (push File objects), chat:pending
// { item, files } when it stands in the list, chat:back { files } when it returns to the field.
(() => {
  'use strict';
  const { list, outbox } = chat;
  const form = document.querySelector('form.composer');
  const status = document.getElementById('status');
  const what = status.dataset.called ?? status.textContent.split(' · ')[0];
  const DAY = 24 * 3600000;
  const waiting = []; // messages on their way, oldest first
  let state = null, isSending = false, goOn = null;

  const tell = (name, detail) => document.dispatchEvent(new CustomEvent('chat:' + name, { detail }));
  const say = (message, words) => { message.item.querySelector('.note').textContent = words; };

  function showState() {
    if (!state) return;
    const unsent = waiting.filter(m => m.fault).length, left = waiting.length - unsent;
    const live = left ? 'sending: ' + left + ' waiting' : unsent ? unsent + ' not sent' : 'up to date';
    const away = (navigator.onLine ? 'connecting…' : 'offline') + (waiting.length ? ': ' + waiting.length + ' waiting' : '');
    const words = state === 'live' ? live : away, isAway = state !== 'live' && !navigator.onLine;
    for (const message of waiting.filter(m => !m.fault && !m.isSent && !!m.isHeld !== isAway)) {
      message.isHeld = isAway;
      say(message, isAway ? 'waits until you are online' : 'sending…');
    }
    // A count has the line to itself: on a small phone the header would grow by a second one, and push the messages down.
    status.textContent = waiting.length ? words : what + ' · ' + words;
    status.dataset.state = isAway ? 'offline' : state === 'live' && !unsent ? 'live' : 'connecting';
  }

  // ---------------------------------------------------------------- as it stands in the list
  function draw(message) {
    const item = message.item = document.createElement('li');
    item.className = 'message mine pending';
    item.id = 'pending-' + message.key;
    item.dataset.author = chat.me;
    item.innerHTML = '<p class="meta"><b></b> <time></time></p><div class="says"><div class="bubble"><p dir="auto"></p></div></div><p class="note">sending…</p>';
    item.querySelector('time').dateTime = new Date(message.at).toISOString();
    item.querySelector('.meta b').textContent = 'You';
    item.querySelector('.bubble p').textContent = message.text;
    item.querySelector('.bubble').hidden = !message.text;
    if (message.files.length) say(message, 'sending ' + (message.files.length === 1 ? 'a photo…' : message.files.length + ' photos…'));
    list.append(item);
    waiting.push(message);
    tell('pending', message);
    if (message.fault) showFault(message);
    document.querySelector('.empty').hidden = true;
    chat.arrange();
  }

  async function send(text, files) {
    const message = { text, files, ...outbox.newName(), tries: 0 };
    outbox.keep(message);
    draw(message);
    showState();
    work();
    await chat.toEnd();
  }

  // ---------------------------------------------------------------- on its way
  // One at a time, so they arrive in the order they were written.
  async function work() {
    if (isSending) return;
    isSending = true;
    for (let next; (next = waiting.find(m => !m.fault && !m.isSent));) await post(next);
    isSending = false;
  }

  async function post(message) {
    try {
      const answer = await (message.files.length ? outbox.upload(form.action, message, words => say(message, words)) : ask(message));
      if ([204, 429].includes(answer.status)) document.getElementById('pace').textContent = answer.headers.get('Room-Pace') ?? '';
      if (answer.status === 204) return isThere(message, answer.headers.get('Message-Id'));
      const patience = Number(answer.headers.get('Retry-After')) || 1;
      if (answer.status === 429 && patience <= 10) return await pause(1000 * patience);
      if ([409, 422, 429].includes(answer.status)) return giveBack(message, await answer.text());
      if (answer.status < 500) return fail(message, 'Not sent.');
      // Too busy, or no room for photos just now: said, and tried again.
      if (answer.status === 503 && message.files.length) say(message, message.why = await answer.text());
    } catch { /* no network: the same key makes another try safe */ }
    if (++message.tries >= 6 && navigator.onLine) return fail(message, message.why ?? 'Not sent.');
    // Until the next try, or until the line is there again.
    await pause(Math.min(8000, 500 * 2 ** Math.min(message.tries, 4)) * (0.5 + Math.random()));
  }

  const pause = time => new Promise(done => { goOn = done; setTimeout(done, time); });

  const ask = message => fetch(form.action, {
    method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams({ text: message.text, key: message.key }),
    signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined,
  });

  // The server has it. The stream shows it soon; unless it came by an earlier try, and this page was read after that.
  function isThere(message, id) {
    message.isSent = true;
    outbox.drop(message);
    if (document.getElementById(id) || Number(id?.split('-').at(-1)) <= Number(list.dataset.seq)) chat.arrived(message.key);
  }

  chat.arrived = key => {
    const at = waiting.findIndex(m => m.key === key);
    if (at < 0) return;
    outbox.drop(waiting[at]);
    waiting[at].item.remove();
    waiting.splice(at, 1);
    chat.arrange();
    showState();
  };

  // ---------------------------------------------------------------- not sent
  // What cannot be sent as it is must be changed: back to the field it came from, unless the next one is being written there.
  function giveBack(message, words) {
    if (form.elements.text.value) return fail(message, words);
    write(message.text);
    showError(words);
    tell('back', message);
    chat.arrived(message.key);
    document.querySelector('.empty').hidden = !!list.querySelector('.message');
  }

  // The draft and the height follow.
  function write(text) {
    form.elements.text.value = text;
    form.elements.text.dispatchEvent(new Event('input'));
  }

  function showError(words) {
    document.getElementById('text-error').textContent = words;
    if (words) form.elements.text.setAttribute('aria-invalid', 'true'); else form.elements.text.removeAttribute('aria-invalid');
  }

  function fail(message, words) {
    outbox.mark(message, words);
    showFault(message);
    showState();
  }

  function showFault(message) {
    message.item.classList.replace('pending', 'failed');
    say(message, message.fault + ' ');
    const button = (words, act) => {
      const made = Object.assign(document.createElement('button'), { type: 'button', textContent: words, onclick: act });
      message.item.querySelector('.note').append(made);
    };
    // The words alone are not what was meant: they go back to the field, before what is being written there.
    if (message.isLost) button('Choose them again', () => {
      write([message.text, form.elements.text.value].filter(Boolean).join('\n'));
      showError('Add the photos once more, then send.');
      chat.arrived(message.key);
      (form.elements.photos ?? form.elements.text).focus();
    });
    else button('Retry', () => {
      outbox.mark(message, undefined);
      message.tries = 0;
      message.item.classList.replace('failed', 'pending');
      say(message, 'sending…');
      form.elements.text.focus();
      showState();
      work();
    });
    button('Discard', () => { chat.arrived(message.key); form.elements.text.focus(); });
  }

  // ---------------------------------------------------------------- what happens
  document.addEventListener('chat:placed', ({ detail: { item } }) => { if (item.dataset.key) chat.arrived(item.dataset.key); });
  document.addEventListener('live:state', event => {
    if (event.detail === 'live' && state !== 'live') goOn?.();
    state = event.detail;
    showState();
  });
  addEventListener('online', () => goOn?.());
  document.addEventListener('live:bye', () => { waiting.splice(0).forEach(outbox.drop); location.reload(); });
  addEventListener('beforeunload', event => { if (waiting.some(m => !m.isSent && !m.isKept)) event.preventDefault(); });
  if (!form) return;
  form.addEventListener('submit', event => {
    event.preventDefault();
    const text = form.elements.text.value.trim(), files = [];
    tell('collect', { files });
    if (!text && !files.length) return;
    send(text, files);
    write('');
    showError('');
    form.elements.text.focus();
  });

  // What an earlier page could not send, once the script that draws its photos listens. After a day nobody expects it to go by
  // itself any more.
  const isRead = new Promise(done => addEventListener('DOMContentLoaded', done));
  Promise.all([outbox.all(), isRead]).then(([left]) => {
    const isHere = message => list.querySelector('[data-key="' + message.key + '"]');
    left.filter(isHere).forEach(outbox.drop);
    left.filter(message => !isHere(message)).forEach(message =>
      draw({ ...message, tries: 0, fault: message.fault ?? (Date.now() - message.at > DAY ? 'Not sent.' : undefined) }));
    showState();
    work();
  });
})();
