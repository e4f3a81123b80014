// Folds what comes on the stream from people the reader has blocked, as the server folds the page: the stream is the same for
// everybody, so it cannot know. Before the next frame is drawn, so nothing flashes.
(() => {
  'use strict';
  const list = document.querySelector('.messages[data-blocked]');
  if (!list) return;
  const blocked = new Set(list.dataset.blocked.split(' '));

  function fold(item) {
    if (item.localName !== 'li' || !blocked.has(item.dataset.author) || item.querySelector(':scope > .fold')) return;
    const label = document.createElement('label'), box = document.createElement('input');
    label.className = 'fold';
    box.type = 'checkbox';
    label.append(box, ' Message from somebody you blocked. Show');
    item.prepend(label);
    item.classList.add('folded');
  }

  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => node.nodeType === 1 && fold(node))))
    .observe(list, { childList: true });
})();
