// Photos in the chat: chosen, seen and made smaller before they are sent; on request only where data is saved; large when tapped,
// there and on a person's page.
// What is chosen lies in the form's own field, so a form that is sent without script sends the same. Who sends by script asks for
// it with chat:collect { files } and may give it back with chat:back { files }; chat:pending { item, files } is drawn here.
(() => {
  'use strict';
  const list = document.querySelector('.messages, main .one');
  const field = document.querySelector('.composer [name=photos]');
  const { drawn, smaller } = photoFile;
  const MOST = 4, HEAVIEST = 10 * 1024 * 1024;
  if (navigator.connection?.saveData) document.body.classList.add('saving');

  // ---------------------------------------------------------------- before they are sent
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  if (field) {
    const form = field.form, tray = form.querySelector('.tray'), error = form.querySelector('#photos-error');
    let chosen = []; // { file, item, ready }

    const put = () => {
      const box = new DataTransfer();
      chosen.forEach(photo => box.items.add(photo.file));
      field.files = box.files;
      tray.hidden = !chosen.length;
    };

    function add(files) {
      const left = MOST - chosen.length;
      const heavy = files.filter(file => file.size > HEAVIEST * 5);
      error.textContent = files.length > left ? 'A message may have at most ' + MOST + ' photos; the first ' + MOST + ' are kept.'
        : heavy.length ? '“' + heavy[0].name + '” is too large to send.' : '';
      files.filter(file => !heavy.includes(file)).slice(0, left).forEach(file => {
        const photo = { file, item: make('li') };
        const remove = make('button', { type: 'button', className: 'bare', textContent: '×' });
        remove.setAttribute('aria-label', 'Remove ' + file.name);
        remove.addEventListener('click', () => {
          const at = chosen.indexOf(photo);
          chosen.splice(at, 1);
          photo.item.remove();
          put();
          (tray.querySelectorAll('button')[Math.min(at, chosen.length - 1)] ?? field).focus();
        });
        photo.item.append(remove);
        chosen.push(photo);
        tray.append(photo.item);
        photo.ready = (async () => {
          photo.file = await smaller(file);
          photo.item.prepend(await drawn(photo.file, 72));
          photo.isReady = true;
          if (chosen.includes(photo)) put();
        })();
      });
      put();
    }

    function clear() {
      chosen = [];
      tray.replaceChildren();
      error.textContent = '';
      put();
    }

    field.addEventListener('change', () => {
      const kept = chosen.map(photo => photo.file);
      add([...field.files].filter(file => !kept.includes(file)));
    });

    // First in line: nothing is sent while a photo is being made smaller.
    let isMaking = false;
    addEventListener('submit', async event => {
      if (event.target !== form || (!isMaking && chosen.every(photo => photo.isReady))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isMaking) return;
      isMaking = true;
      await Promise.all(chosen.map(photo => photo.ready));
      isMaking = false;
      // Not before this event is over: a form that is being submitted cannot be submitted.
      setTimeout(() => form.requestSubmit());
    }, { capture: true });

    document.addEventListener('chat:collect', ({ detail }) => { detail.files.push(...chosen.map(photo => photo.file)); clear(); });
    document.addEventListener('chat:back', ({ detail }) => add(detail.files));
    document.addEventListener('chat:pending', async ({ detail: { item, files } }) => {
      if (!files.length) return;
      const row = make('ul', { className: 'tray' }), bubble = item.querySelector('.bubble');
      bubble.hidden = false;
      bubble.prepend(row);
      for (const file of files) { const cell = make('li'); cell.append(await drawn(file, 72)); row.append(cell); }
    });
  }

  // ---------------------------------------------------------------- large
  const viewer = make('dialog', { className: 'viewer' });
  viewer.setAttribute('aria-label', 'Photo');
  viewer.innerHTML = '<p role="status"></p><img alt=""><button type="button" class="close" aria-label="Close">×</button>'
    + '<button type="button" class="back" aria-label="Previous photo">‹</button><button type="button" class="on" aria-label="Next photo">›</button>';
  document.body.append(viewer);
  const [caption, large, close, back, on] = viewer.children;
  large.draggable = false; // or a swipe would drag it
  let link = null;

  const links = () => [...list.querySelectorAll('a[data-photo]')];

  function show(next) {
    if (!next) return;
    link = next;
    const all = links(), at = all.indexOf(link), from = link.querySelector('img').alt || link.getAttribute('aria-label');
    large.src = link.href;
    large.alt = from;
    caption.textContent = from;
    back.disabled = at === 0;
    on.disabled = at === all.length - 1;
    if (!viewer.open) viewer.showModal();
  }

  const step = by => { const all = links(); show(all[all.indexOf(link) + by]); };

  list.addEventListener('click', event => {
    const tapped = event.target.closest('a[data-photo]');
    if (!tapped || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // The size that was said is the size that comes, and the viewer then has it already.
    if (tapped.closest('.saving .photos') && !tapped.classList.contains('shown')) {
      const small = tapped.querySelector('img');
      small.removeAttribute('srcset');
      small.src = tapped.href;
      return tapped.classList.add('shown');
    }
    show(tapped);
  });

  const isRtl = () => getComputedStyle(viewer).direction === 'rtl';
  close.addEventListener('click', () => viewer.close());
  back.addEventListener('click', () => step(-1));
  on.addEventListener('click', () => step(1));
  viewer.addEventListener('keydown', event => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) { event.preventDefault(); step(isRtl() ? -by : by); }
  });
  // A swipe beside the photo, or while it still comes, ends in a click on the viewer, too.
  viewer.addEventListener('click', event => { if (event.target === viewer && !isSwipe) viewer.close(); });
  viewer.addEventListener('close', () => { large.removeAttribute('src'); link?.focus(); link = null; });
  let start = null, isSwipe = false;
  viewer.addEventListener('pointerdown', event => { start = event.isPrimary ? event.clientX : null; });
  viewer.addEventListener('pointerup', event => {
    const moved = start === null ? 0 : event.clientX - start;
    start = null;
    isSwipe = Math.abs(moved) > 48;
    if (isSwipe) step((moved < 0 ? 1 : -1) * (isRtl() ? -1 : 1));
  });
  // Changed, hidden or deleted while it is looked at: the same photo where it now stands, or none.
  new MutationObserver(() => {
    if (!link || link.isConnected) return;
    const again = links().find(other => other.href === link.href);
    if (again) link = again; else viewer.close();
  }).observe(list, { childList: true });
})();
