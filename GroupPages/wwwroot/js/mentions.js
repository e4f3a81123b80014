// "@An…": the people of the conversation to choose from, by keys, by touch and by ear. The field stays a text field of many
// lines (it may not be a combobox), so the list is told by aria-controls and aria-activedescendant.
(() => {
  'use strict';
  const form = document.querySelector('form.composer');
  if (!form) return;
  const text = form.elements.text;
  const PAUSE = 120; // ms: a word typed in one go is asked for once
  const box = document.createElement('ul');
  box.id = 'mention-list';
  box.className = 'mentionable';
  box.hidden = true;
  box.setAttribute('role', 'listbox');
  box.setAttribute('aria-label', 'People to mention');
  form.prepend(box);
  text.setAttribute('aria-autocomplete', 'list');
  text.setAttribute('aria-haspopup', 'listbox');
  text.setAttribute('aria-controls', box.id);
  let asking = null, pause = null, nobody = null, chosen = null;

  const options = () => [...box.querySelectorAll('[role=option]')];
  const marked = () => box.querySelector('[aria-selected=true]');

  /** The "@…" that ends at the caret: a name of one or two words. */
  function word() {
    const end = text.selectionStart;
    if (end !== text.selectionEnd) return null;
    const found = /(?:^|[\s("'])@((?:[^\s@]{1,40}(?: [^\s@]{0,40})?)?)$/.exec(text.value.slice(0, end));
    return found && { asked: found[1], start: end - found[1].length - 1, end };
  }

  function close() {
    clearTimeout(pause);
    asking?.abort();
    box.hidden = true;
    box.replaceChildren();
    text.removeAttribute('aria-activedescendant');
  }

  function mark(option) {
    marked()?.setAttribute('aria-selected', 'false');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    text.setAttribute('aria-activedescendant', option.id);
  }

  function look() {
    const now = word();
    // What goes on from a name that nobody has is no name either, and one that was chosen is done: Enter sends again.
    if (!now || [nobody, chosen].some(past => past?.start === now.start && now.asked.startsWith(past.asked))) return close();
    clearTimeout(pause);
    pause = setTimeout(() => ask(now), PAUSE);
  }

  async function ask(now) {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = '/chat/' + chat.list.dataset.conversation + '/people?q=' + encodeURIComponent(now.asked);
      const answer = await fetch(address, { signal: asking.signal, headers: { 'HX-Request': 'true' } });
      if (answer.ok) show(now, await answer.text());
    } catch { /* offline, or a newer question: the name can be typed all the same */ }
  }

  function show(now, html) {
    box.innerHTML = html;
    const count = options().length;
    nobody = count ? null : now;
    if (!count) return close();
    box.hidden = false;
    text.removeAttribute('aria-activedescendant');
    // With nothing typed yet Enter still sends.
    if (now.asked) mark(options()[0]);
    chat.say(count === 1 ? '1 person' : count + ' people, arrow keys to choose', true);
  }

  function choose(option) {
    const now = word();
    if (!now) return close();
    chosen = { start: now.start, asked: option.dataset.name + ' ' };
    text.setRangeText('@' + chosen.asked, now.start, now.end, 'end');
    close();
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function step(by) {
    const all = options();
    mark(all[(all.indexOf(marked()) + by + all.length + (by < 0 && !marked() ? 1 : 0)) % all.length]);
  }

  // Before anybody else hears of the key: Enter means the name now, not "send".
  text.addEventListener('keydown', event => {
    if (box.hidden || event.isComposing) return;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && marked() && !event.shiftKey && !event.ctrlKey && !event.metaKey) choose(marked());
    else return;
    event.preventDefault();
  }, true);
  text.addEventListener('input', look);
  text.addEventListener('click', look);
  text.addEventListener('blur', close);
  // The field keeps the focus, and the keyboard on the screen stays.
  box.addEventListener('pointerdown', event => event.preventDefault());
  box.addEventListener('click', event => {
    const option = event.target.closest('[role=option]');
    if (option) choose(option);
  });
})();
