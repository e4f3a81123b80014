// What can be done with a message: react, edit in place, delete, hide. Each is the form of the message's own page, sent without
// leaving this one; the stream brings the outcome to everybody, this page included. What does not get through says so and
// waits for "Retry"; what was typed stays until it has arrived.
(() => {
  'use strict';
  const list = document.querySelector('.messages[data-conversation]');
  const menu = document.getElementById('message-menu');
  if (!list || !menu) return;
  const me = document.body.dataset.user;
  const DAY = 24 * 3600000;
  const kept = new Map(); // element id of a message → what stands in or under it until it is done: an editor, a note
  let at = null; // the message the menu is open for

  const addressOf = id => '/chat/' + id.split('-').slice(1).join('/');
  const el = (name, props, ...children) => {
    const made = Object.assign(document.createElement(name), props);
    made.append(...children);
    return made;
  };

  // ---------------------------------------------------------------- what came is made the reader's own
  function dress(item) {
    if (!item.id) return;
    for (const pill of item.querySelectorAll('[data-reactors]')) {
      const ids = pill.dataset.reactors.split(' ');
      // Of a crowd only the first are named: there the server's word, or what was pressed here, stays.
      if (ids.includes(me)) pill.setAttribute('aria-pressed', 'true');
      else if (ids.length === Number(pill.querySelector('span').textContent)) pill.setAttribute('aria-pressed', 'false');
    }
    for (const part of Object.values(kept.get(item.id) ?? {})) part.attach(item);
  }

  new MutationObserver(changes => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.matches?.('li.message')) dress(node);
  }).observe(list, { childList: true });

  function keep(id, name, part) {
    kept.set(id, { ...kept.get(id), [name]: part });
    const item = document.getElementById(id);
    if (item) part.attach(item);
  }

  function drop(id, name) {
    const parts = kept.get(id);
    if (!parts?.[name]) return;
    parts[name].detach();
    delete parts[name];
    if (!Object.keys(parts).length) kept.delete(id);
  }

  // ---------------------------------------------------------------- sending
  /** Sends a change. Null when it is done; else what to say, and whether another try may help. */
  async function send(id, action, fields) {
    try {
      const answer = await fetch(addressOf(id) + '/' + action, {
        method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams(fields),
        signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined,
      });
      if (answer.status === 204) return null;
      if ([409, 422, 429].includes(answer.status)) return { words: await answer.text(), isFinal: answer.status === 409 };
      if (answer.status === 404) return { words: 'This cannot be done any more.', isFinal: true };
      return { words: 'That did not work.' };
    } catch {
      return { words: navigator.onLine ? 'The line broke.' : 'You are offline.' };
    }
  }

  /** Sends, and stands by it under the message until it is through. */
  async function act(id, action, fields, what, undo) {
    drop(id, 'note');
    const fault = await send(id, action, fields);
    if (!fault) return;
    undo?.();
    const note = el('p', { className: 'note fault' }, el('span', { textContent: what + ' did not get through. ' + fault.words + ' ' }));
    note.setAttribute('role', 'alert');
    if (!fault.isFinal) note.append(button('Retry', () => act(id, action, fields, what, undo)));
    note.append(button('Dismiss', () => drop(id, 'note')));
    keep(id, 'note', { attach: item => item.append(note), detach: () => note.remove() });
  }

  function button(words, todo) {
    const made = el('button', { type: 'button', textContent: words });
    made.addEventListener('click', todo);
    return made;
  }

  // ---------------------------------------------------------------- reactions
  function react(id, emoji, isOn) {
    const pill = [...document.getElementById(id)?.querySelectorAll('.reactions button') ?? []].find(b => b.value === emoji);
    const was = pill?.getAttribute('aria-pressed');
    pill?.setAttribute('aria-pressed', isOn ? 'true' : 'false');
    return act(id, 'react', { emoji, on: isOn ? 1 : 0 }, 'Your ' + emoji, () => pill?.setAttribute('aria-pressed', was));
  }

  list.addEventListener('submit', event => {
    const form = event.target.closest('.reactions'), pill = event.submitter;
    if (!form || !pill) return;
    event.preventDefault();
    react(form.closest('li').id, pill.value, pill.getAttribute('aria-pressed') !== 'true');
  });

  // ---------------------------------------------------------------- the menu
  list.addEventListener('click', event => {
    const more = event.target.closest('a.more');
    if (!more || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(more.closest('li'));
  });

  function open(item) {
    at = item.id;
    const isReadable = !item.classList.contains('deleted'), isMine = item.dataset.author === me;
    const isToday = Date.now() - new Date(item.querySelector('time').dateTime) < DAY;
    const rights = { author: isMine && isReadable, 'author-today': isMine && isReadable && isToday, leader: isReadable, other: isReadable && !isMine };
    menu.querySelectorAll('[data-for]').forEach(li => { li.hidden = !rights[li.dataset.for]; });
    menu.querySelectorAll('[data-do=react]').forEach(form => { form.hidden = !isReadable; });
    menu.querySelectorAll('details').forEach(details => { details.open = false; });
    menu.querySelectorAll('form').forEach(form => form.reset());
    menu.querySelectorAll('.error').forEach(error => { error.textContent = ''; });
    menu.querySelectorAll('.emoji button').forEach(emoji => {
      const pill = [...item.querySelectorAll('.reactions button')].find(b => b.value === emoji.value);
      emoji.setAttribute('aria-pressed', pill?.getAttribute('aria-pressed') ?? 'false');
    });
    menu.querySelector('[data-page]').href = addressOf(at);
    menu.querySelector('[data-report]').href = addressOf(at) + '/report';
    menu.showModal();
  }

  // A tap beside it closes it.
  menu.addEventListener('click', event => { if (event.target === menu) menu.close(); });
  // Back to where it was opened; the message may have been drawn anew since.
  menu.addEventListener('close', () => { if (!kept.get(at)?.editor) document.getElementById(at)?.querySelector('.more')?.focus({ preventScroll: true }); });
  menu.querySelector('[data-edit]').addEventListener('click', () => { const id = at; edit(id); menu.close(); kept.get(id)?.editor.focus(); });

  menu.addEventListener('submit', async event => {
    const form = event.target, action = form.dataset.do;
    if (!action) return;
    event.preventDefault();
    if (action === 'delete') { menu.close(); return act(at, 'delete', {}, 'The deletion'); }
    if (action === 'react' && event.submitter.value) {
      menu.close();
      return react(at, event.submitter.value, event.submitter.getAttribute('aria-pressed') !== 'true');
    }
    // With a field: it stays open until the server has taken what stands there.
    const field = form.querySelector('input'), error = form.querySelector('.error');
    const fault = await send(at, action, action === 'react' ? { emoji: field.value, on: 1 } : { reason: field.value });
    error.textContent = fault?.words ?? '';
    if (fault) { field.setAttribute('aria-invalid', 'true'); field.focus(); return; }
    field.removeAttribute('aria-invalid');
    menu.close();
  });

  // ---------------------------------------------------------------- editing in place
  // A message drawn anew takes the focus of what stood in it, perhaps to something else: this remembers what the person chose.
  let focused = null, before = null, moved = 0;
  document.addEventListener('focusin', event => { [before, focused, moved] = [focused, event.target, performance.now()]; });
  document.addEventListener('pointerdown', event => { if (event.target !== focused) focused = before = null; });
  const isWriting = text => focused === text || (before === text && performance.now() - moved < 50);

  function edit(id) {
    if (kept.get(id)?.editor) return kept.get(id).editor.focus();
    const words = document.getElementById(id).querySelector('.bubble > p')?.textContent ?? '';
    const text = el('textarea', { value: words, rows: Math.min(8, words.split('\n').length), dir: 'auto' });
    const fault = el('p', { className: 'error' }), save = el('button', { textContent: 'Save', className: 'primary' });
    text.setAttribute('aria-label', 'Edit the message');
    fault.setAttribute('role', 'alert');
    const form = el('form', { className: 'editor' }, text, fault, el('p', { className: 'actions' }, button('Cancel', () => done(true)), save));
    const done = isGivenUp => { drop(id, 'editor'); if (isGivenUp) document.getElementById(id)?.querySelector('.more')?.focus({ preventScroll: true }); };
    form.addEventListener('submit', async event => {
      event.preventDefault();
      save.disabled = true;
      const wrong = await send(id, 'edit', { text: text.value });
      save.disabled = false;
      if (!wrong) return done(true);
      fault.textContent = wrong.words;
      text.setAttribute('aria-invalid', 'true');
      text.focus();
    });
    text.addEventListener('keydown', event => {
      if (event.key === 'Escape') done(true);
      if (chat.isSend(event)) { event.preventDefault(); form.requestSubmit(save); }
    });
    keep(id, 'editor', {
      // Drawn anew by somebody's reaction: what is being written goes on, cursor and all.
      attach: item => {
        const wasWriting = isWriting(text), place = [text.selectionStart, text.selectionEnd];
        item.classList.add('editing');
        item.querySelector('.says').after(form);
        if (wasWriting) { text.focus({ preventScroll: true }); text.setSelectionRange(...place); }
      },
      detach: () => { form.closest('li')?.classList.remove('editing'); form.remove(); },
      focus: () => { text.focus(); text.setSelectionRange(text.value.length, text.value.length); },
    });
  }

  addEventListener('beforeunload', event => { if ([...kept.values()].some(parts => parts.editor)) event.preventDefault(); });
  list.querySelectorAll('li.message').forEach(dress);
})();
